"""Every job of the window that makes sense without one."""
