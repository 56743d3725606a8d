"""One file: its connection, the journal that undoes, queries, search, migrations and backups."""
