"""The builder of reports: what a report of the user's own is put together from."""
