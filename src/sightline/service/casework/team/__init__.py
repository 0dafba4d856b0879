"""A manager's team: what waits for the manager, who is not seen, whom nobody works with."""
