"""The pages of administration: people, agencies, posts, the standard, what is watched, the log."""
