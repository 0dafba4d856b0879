"""What follows from a story, theme by theme; ``every`` tells them all."""
