"""What templates may ask for, and how days and moments are said in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.backends.jinja2 import Jinja2
from django.test import override_settings
from django.urls import NoReverseMatch, path
from jinja2 import DictLoader, UndefinedError

from sightline.engine.model import Moment
from sightline.service.ui.forms import DayAndTime
from sightline.service.ui.jinja import day, environment, moment
from sightline.standard.calendar import day_of, minute_of


def _view(request: HttpRequest, number: int = 0) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("a", _view, name="all"), path("a/<int:number>", _view, name="one")]


def said(source: str, **given: object) -> str:
    return environment().from_string(source).render(given)


def test_a_day_is_said_in_words_whatever_it_comes_as() -> None:
    assert day(date(2008, 1, 7)) == "Mon 7 Jan 2008"
    assert day(day_of(date(2008, 1, 7))) == "Mon 7 Jan 2008"


def test_a_moment_near_midnight_belongs_to_its_day_in_london() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert day(late) == "Wed 1 Jul 2026"
    assert moment(late) == "Wed 1 Jul 2026 00:30"


def test_a_moment_without_a_time_says_its_day_alone() -> None:
    assert moment(Moment(day_of(date(2008, 1, 7)))) == "Mon 7 Jan 2008"
    assert moment(DayAndTime(date(2008, 1, 7))) == "Mon 7 Jan 2008"
    assert moment(DayAndTime(date(2008, 7, 7), time(9, 5))) == "Mon 7 Jul 2008 09:05"
    at = minute_of(datetime(2008, 7, 7, 9, 5))
    assert moment(Moment(day_of(date(2008, 7, 7)), at)) == "Mon 7 Jul 2008 09:05"


def test_escaping_is_on_everywhere_and_blanks_are_not_put_for_what_is_missing() -> None:
    assert said("{{ it }}", it="<b>") == "&lt;b&gt;"
    with pytest.raises(UndefinedError):
        said("{{ it.missing }}", it={})
    with pytest.raises(UndefinedError):
        said("{% if missing %}{% endif %}")


def test_a_macro_of_govuk_is_given_nothing_that_is_missing() -> None:
    source = (
        '{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}'
        '{{ govukButton({"text": missing}) }}'
    )
    with pytest.raises(UndefinedError):
        said(source)


@override_settings(ROOT_URLCONF=__name__, STATIC_URL="/static/")
def test_addresses() -> None:
    assert said("{{ static('sightline/init.js') }}") == "/static/sightline/init.js"
    assert said("{{ url('all') }} {{ url('one', 3) }} {{ url('one', number=4) }}") == "/a /a/3 /a/4"
    with pytest.raises(NoReverseMatch):
        said("{{ url('no-such-view') }}")


def test_a_number_is_said_with_its_thousands() -> None:
    assert said("{{ 12345 | number }}") == "12,345"


def test_django_renders_with_it_and_cannot_turn_its_guards_off() -> None:
    options = {
        "environment": "sightline.service.ui.jinja.environment",
        "loader": DictLoader({"own.jinja": "{{ csrf_input }}{{ it }}"}),
        "autoescape": False,
    }
    engine = Jinja2({"NAME": "jinja2", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})
    request = HttpRequest()
    found = engine.get_template("own.jinja").render({"it": "<b>"}, request)
    assert found.startswith('<input type="hidden" name="csrfmiddlewaretoken"')
    assert found.endswith("&lt;b&gt;")
    with pytest.raises(UndefinedError):
        engine.get_template("own.jinja").render({"it": "a"})
    assert engine.get_template("ui/not_found.jinja").render()
    with pytest.raises(TemplateDoesNotExist):
        engine.get_template("govuk_frontend_jinja/no-such.html")
