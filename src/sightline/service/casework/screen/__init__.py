"""The first screen of a file: what somebody with ten minutes must know, panel by panel.

``panels_for`` says which panels a file of a type has. A panel is made of what was read once
(``known.Known``), and of no more than its reader may read.
"""
