"""Backups that prove themselves, and what gives them back."""
