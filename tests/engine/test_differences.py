"""What two versions of a standard say differently: whole sentences, and only those that differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sightline.engine.differences import Difference, bearing_on, differences
from sightline.standard.model import CalendarTable, Code, Field, FieldType, Kind, Lasts, Standard
from tests.spec.tables import DUTY, OF_A_DUTY, OF_A_RULE, load_duty

SHOWN = {"says": "So.", "rule": "2000-01-01", "records": [], "checked": "2010-03-31", "expect": []}


def standard_of(within: str = "5 days", **said: object) -> Standard:
    """A visit within some days of a concern, at home and at school."""
    duty = {
        **OF_A_DUTY,
        "when": {"concern": {}},
        "within": within,
        "rules": [{"from": "2000-01-01", **OF_A_RULE}],
        "parts": {
            "home": {"title": "Home", "then": {"visit": {"where": "home"}}},
            "told": {"title": "Told", "then": {"notice": {}}},
        },
        "examples": [SHOWN, SHOWN],
    }
    return load_duty({**duty, **said})


def test_what_is_alike_does_not_differ() -> None:
    assert (
        differences(standard_of(), standard_of(title="Another title", why="Another reason")) == []
    )


def test_a_rule_that_changed_is_shown_whole_with_its_part() -> None:
    def said(part: str, then: str, within: str) -> str:
        return (
            f"({part}) From 1 January 2000 (project; The worked tables) When concern, there must "
            f"be {then}, within {within}. Owed by: case manager."
        )

    (found,) = differences(standard_of(), standard_of("1 week"))
    assert found == Difference(
        "duty",
        DUTY,
        (said("home", "visit (where home)", "5 days"), said("told", "notice", "5 days")),
        (said("home", "visit (where home)", "1 week"), said("told", "notice", "1 week")),
    )
    assert found.to_dict() == {
        "what": "duty",
        "name": DUTY,
        "before": list(found.before),
        "after": list(found.after),
    }


def test_to_whom_it_is_owed_is_compared() -> None:
    both = standard_of("5 days", **{"owed-to": ["child", "adult"]})
    assert differences(standard_of(), both) == [
        Difference("duty", DUTY, ("Owed to: child.",), ("Owed to: child, adult.",))
    ]


def test_a_duty_that_is_new_has_nothing_before_it() -> None:
    new = standard_of()
    (found,) = differences(replace(new, duties={}), new)
    assert (found.what, found.name, found.before, len(found.after)) == ("duty", DUTY, (), 3)
    (gone,) = differences(new, replace(new, duties={}))
    assert (gone.before, gone.after) == (found.after, ())


LEVELS = (Code("low", "Low"), Code("high", "High", date(2009, 11, 30), date(2030, 1, 1)))
FIELDS = (
    Field("type", "Type", FieldType.TEXT),
    Field("level", "Level", FieldType.CODE, LEVELS),
    Field("worker", "Worker", FieldType.FILE),
)
NEED = Kind(
    "need",
    "Need",
    Lasts.UNTIL_NEXT,
    {field.name: field for field in FIELDS},
    key=("type", "level"),
    ends_with="case",
    also_on=("about", "worker"),
    several=True,
)


def test_a_kind_is_told_by_what_changes_how_it_is_read() -> None:
    old = standard_of()
    plain = replace(
        NEED, key=(), ends_with=None, also_on=(), several=False, lasts=Lasts.POINT, fields={}
    )
    before, after = ({**old.kinds, "need": kind} for kind in (plain, NEED))
    (found,) = differences(replace(old, kinds=before), replace(old, kinds=after))
    assert (found.what, found.name, found.before) == ("kind", "need", ("It lasts: point.",))
    assert found.after == (
        "It lasts: until-next.",
        "Records follow one another by type, level.",
        "It ends with case too.",
        "It also stands on the file named by about, worker.",
        "One record may concern several.",
        "It has the field type, of type text.",
        "It has the field level, of type code.",
        "The field level may be low.",
        "The field level may be high from 2009-11-30 until 2030-01-01.",
        "It has the field worker, of type file.",
    )


def test_a_calendar_is_told_day_by_day() -> None:
    old = standard_of()
    table = CalendarTable(
        "here",
        "made up",
        date(2008, 1, 1),
        date(2008, 12, 31),
        (date(2008, 12, 25),),
        terms=((date(2008, 1, 7), date(2008, 3, 28)),),
        breaks=((date(2008, 2, 11), date(2008, 2, 15)),),
        terms_guessed=True,
        opens=530,
    )
    with_it = replace(old, calendars={**old.calendars, "here": table})
    known = replace(table, terms_guessed=False)
    with_other = replace(old, calendars={**old.calendars, "here": known})
    assert differences(old, with_it) == [
        Difference(
            "calendar",
            "here",
            (),
            (
                "It covers 2008-01-01 to 2008-12-31.",
                "2008-12-25 is a holiday.",
                "A school term runs from 2008-01-07 to 2008-03-28.",
                "School is closed from 2008-02-11 to 2008-02-15.",
                "School opens 530 minutes after midnight.",
                "Its terms are assumed.",
            ),
        )
    ]
    assert differences(with_it, with_other) == [
        Difference("calendar", "here", ("Its terms are assumed.",), ("Its terms are known.",))
    ]


def test_what_bears_on_a_duty_is_itself_its_kinds_and_the_calendars() -> None:
    found = [
        Difference(what, name, ("a",), ())
        for what, name in (
            ("duty", DUTY),
            ("duty", "another"),
            ("kind", "visit"),
            ("kind", "custody"),
            ("kind", DUTY),
            ("duty", "visit"),
            ("calendar", "england"),
        )
    ]
    bearing = bearing_on(standard_of().duties[DUTY], found)
    assert [(one.what, one.name) for one in bearing] == [
        ("duty", DUTY),
        ("kind", "visit"),
        ("calendar", "england"),
    ]
