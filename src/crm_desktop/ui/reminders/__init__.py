"""How the window reminds: a watcher looks at the clock, a bar above the pane shows what rings, the tray tells the desktop."""
