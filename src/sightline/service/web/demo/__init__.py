"""The demonstration: the synthetic nation in the service, and people of every role to sign in as.

``loading`` loads it, ``people`` makes who signs in, ``state`` says how far it is and what day it
is taken to be. ``sightline demo`` (``sightline.cli.demo``) starts it all.
"""
