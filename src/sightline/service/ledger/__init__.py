"""What is added and never changed: chained rows, the log of acts and reads, checkpoints, jobs."""
