"""The pages that are printed: what a report says, how it stands on paper, and its figures for other programs."""
