"""Published reports: one source, from which every edition and every file is made.

``content`` is what a report says, as plain data; everything else writes it down and adds nothing.
"""
