"""How the manual is built. Why with Sphinx: decisions/0001-documentation.md."""

import sightline

project = "Sightline"
author = "Sightline contributors"
copyright = "2026, Sightline contributors"
version = release = sightline.__version__
language = "en-GB"

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "Sightline"
html_show_sourcelink = False
html_copy_source = False
# Nothing is fetched from elsewhere when the manual is read: it can lie on a closed network.
