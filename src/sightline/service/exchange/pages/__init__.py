"""The pages of what other systems deliver."""
