"""Inspection as arithmetic: how many files, which, what the answers come to, and how far two agree.

Pure functions over plain values: no records, no database. What was drawn, judged and found can be
worked out again by anybody from a seed, a frame and judgements (``pack``).
"""
