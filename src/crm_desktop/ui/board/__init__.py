"""The board: opportunities as cards in columns."""
