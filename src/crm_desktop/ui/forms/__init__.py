"""Filling in and reading one record: editors, the form, the record page."""
