"""What became of what is owed: obligations and figures."""
