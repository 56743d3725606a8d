"""Bring it in, take it out: tables of other programs, and how they become records."""
