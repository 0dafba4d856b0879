"""A file in the order of time, for one person: what happened, when, and when it was known."""
