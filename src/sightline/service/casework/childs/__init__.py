"""A child's own page: what people must do for me, by when, and whether it happened.

A worker opens and prints it, with the child or for the child; it may then lie on a kitchen table.
So it says nothing of anybody else, and only what the standard says to children (``to-child``).
"""
