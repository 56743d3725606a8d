"""What everything stands on: the standard library, platformdirs and tomli-w, nothing else."""
