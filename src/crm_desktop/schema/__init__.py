"""What a field is: its kind, its declaration on a column, and how an entity presents itself."""
