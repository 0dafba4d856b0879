"""The templates of pages, and how they say numbers, days and text.

Ids and refused values come from files that anybody may have written, so everything is escaped, and
a Content-Security-Policy allows nothing but the style that is in the page.
"""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from sightline.engine.words import say_day, say_moment
from sightline.reporting.sentences import interval_in_words, share_in_words
from sightline.returns.errors import printable


def environment() -> Environment:
    """All templates, in which what is not defined is an error."""
    found = Environment(
        loader=PackageLoader("sightline.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "number": "{:,}".format,
        "plain": lambda text: printable(str(text)),
        "day": say_day,
        "moment": say_moment,
        "share": share_in_words,
        "interval": interval_in_words,
    }
    return found
