"""Scripts for those who work on Sightline. They are not part of the package."""
