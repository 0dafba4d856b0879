"""Settings and addresses, nothing else."""
