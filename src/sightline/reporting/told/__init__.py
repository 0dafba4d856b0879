"""The standard in whole sentences, for the manual and for the pages of the service alike.

Nothing here knows in what a sentence is written down: ``rules.Marks`` says how a link and a strong
word are marked there.
"""
