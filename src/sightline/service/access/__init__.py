"""Who somebody is, what they hold, and which files, records and fields they may see."""
