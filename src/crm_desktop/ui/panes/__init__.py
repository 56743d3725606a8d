"""What fills the middle of the window; each pane is one declaration."""
