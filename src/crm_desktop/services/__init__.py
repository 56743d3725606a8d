"""What the user can do: functions that take a session inside a step, and know no window, thread or transaction."""
