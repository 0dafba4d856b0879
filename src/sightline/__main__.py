"""``python -m sightline``: the command line, for whoever starts it by its interpreter."""

from sightline.cli import main

main(prog_name="sightline")
