"""The pages of whoever works with files: a list of mine, a file, its records, one record more."""
