"""What the program costs, measured beside the goals: `python -m tests.bench`."""
