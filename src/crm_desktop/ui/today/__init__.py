"""What the pane of the day is put together from."""
