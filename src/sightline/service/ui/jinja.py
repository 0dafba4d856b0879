"""The templates of the service, and how they say days, moments and numbers.

The settings need::

    TEMPLATES = [{
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,  # an app's templates lie in its folder jinja2/
        "OPTIONS": {
            "environment": "sightline.service.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                # one that gives ``frame``, a sightline.service.ui.frame.Frame
            ],
        },
    }]

and ``sightline.service.ui`` among INSTALLED_APPS, for its static files. Django itself adds
``request``, ``csrf_input`` and ``csrf_token`` to whatever is rendered with a request.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)

from sightline.engine.model import Day, Moment
from sightline.engine.words import say_day, say_minute, say_moment
from sightline.service.ui.forms import DayAndTime
from sightline.service.ui.frame import NOBODY
from sightline.service.ui.paging import pagination
from sightline.service.ui.shown import errors_of, shown
from sightline.standard.calendar import LONDON, day_of, minute_of

LENIENT = "govuk_frontend_jinja/"


class _Strict(Environment):
    """Our templates, in which what is not defined is an error.

    The GOV.UK macros ask for options that nobody gave, so they alone are read by an environment
    where that is allowed.
    """

    macros: Environment

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if isinstance(name, str) and name.startswith(LENIENT):
            return self.macros.get_template(name, parent, globals)
        return super().get_template(name, parent, globals)


def environment(
    *, loader: BaseLoader | None = None, auto_reload: bool = False, **_: Any
) -> _Strict:
    """All templates. ``loader``: where those of the other apps lie, as Django gives it.

    Django's further options (escaping off, undefined names let through) are not taken.
    """
    govuk = PrefixLoader({LENIENT.rstrip("/"): PackageLoader("govuk_frontend_jinja")})
    own = PackageLoader("sightline.service.ui", "jinja2")
    found = _Strict(
        loader=ChoiceLoader([*([] if loader is None else [loader]), own, govuk]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=auto_reload,
        extensions=["jinja2.ext.do"],
    )
    found.macros = Environment(
        loader=govuk, autoescape=True, undefined=ChainableUndefined, auto_reload=auto_reload
    )
    found.globals |= {
        "static": static,
        "url": url,
        "frame": NOBODY,
        "messages": (),
        "shown": shown,
        "errors_of": errors_of,
        "pagination": pagination,
    }
    found.filters |= {"day": day, "moment": moment, "number": "{:,}".format}
    return found


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a view. Raises NoReverseMatch where there is none of that name."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def day(value: date | Day) -> str:
    """``Mon 7 Jan 2008``: of a date, of a moment's day in London, or of the engine's day."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(LONDON)
    return say_day(day_of(value) if isinstance(value, date) else value)


def moment(value: datetime | Moment | DayAndTime) -> str:
    """``Mon 7 Jan 2008 14:30``, London time; without the time where none is known."""
    if isinstance(value, datetime):
        return say_minute(minute_of(value))
    if isinstance(value, DayAndTime):
        value = value.as_moment()
    return say_moment(value)
