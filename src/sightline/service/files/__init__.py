"""Subjects, what is known of them, their records, and what is owed on each file."""
