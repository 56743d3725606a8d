"""Windows and bars that open on top: import, preferences, palette and the like."""
