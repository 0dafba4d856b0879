"""The needs of one child, domain by domain: who speaks, who is silent, what changed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from sightline.engine.model import File, Moment, Record, Subject, Value
from sightline.engine.needs import Change, DomainNeeds, Picture, Voice, needs
from sightline.standard import load
from sightline.standard.calendar import day_of, end_of_day, minute_of
from sightline.standard.model import Finding, Standard
from tests.standard.small import FILES, write

KINDS = """\
case: {title: Case, lasts: span}
assessment:
  title: Assessment
  lasts: until-next
  or: case
  fields:
    tool: {title: Tool, type: code, codes: {old: Old, new: New, screen: Screen, other: Other}, required: yes}
    strong: {title: Strong, type: codes, codes: {home: Home, health: Health}}
    some: {title: Some, type: codes, codes: {home: Home, health: Health}}
    none: {title: None, type: codes, codes: {home: Home, health: Health}}
    level: {title: Level, type: code, codes: {low: Low, high: High}}
need:
  title: Need
  lasts: until-next
  key: [type]
  fields:
    type: {title: Type, type: code, codes: {drink: Drink, sad: Sadness}, required: yes}
    state: {title: State, type: code, codes: {open: Open, closed: Closed}, required: yes}
stay: {title: Stay, lasts: span, fields: {where: {title: Where, type: code, codes: {street: Street}}}}
"""  # noqa: E501

CROSSWALK = """\
domains:
  home:
    title: Home
    strong: [{assessment: {strong: home}}, {stay: {where: street}}]
    some: {assessment: {some: home}}
    none: {assessment: {none: home}}
  health:
    title: Health
    strong: [{assessment: {strong: health}}, {assessment: {level: high}}]
    some: [{assessment: {some: health}}, {need: {type: [drink, sad], state: open}}]
    none: [{assessment: {none: health}}, {assessment: {level: low}}, {need: {type: drink, state: closed}}]
  money: {title: Money, some: {stay: {where: street}}}
tools:
  old:
    title: Old tool
    seen-in: {assessment: {tool: old}}
    until: 2016-01-01
    source: A
    certainty: sure
    sections: {a: {title: 1 Home, domains: home}, b: {title: 2 Health, domains: health}, c: {title: 3 More, domains: health}}
  new:
    title: New tool
    seen-in: {assessment: {tool: new}}
    from: 2015-01-01
    source: A
    certainty: sure
    sections: {a: {title: Where you live, domains: home}, b: {title: How you are, domains: health}}
  screen:
    title: Screen
    seen-in: {assessment: {tool: screen}}
    source: A
    certainty: sure
    sections: {a: {title: Feeling, domains: health}}
"""  # noqa: E501


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    kept = ("standard.yaml", "reference/here.yaml")
    files = {name: FILES[name] for name in kept}
    files |= {"kinds/all.yaml": KINDS, "crosswalk.yaml": CROSSWALK}
    return load(write(tmp_path_factory.mktemp("needs"), files))


def record(kind: str, on: str, id_: str = "", /, **details: Value | None) -> Record:
    said = {name: value for name, value in details.items() if value is not None}
    day = date.fromisoformat(on)
    entered = minute_of(datetime(day.year, day.month, day.day, 12))
    return Record(id_ or f"{kind}-{on}", "c", kind, Moment(day_of(day)), entered, said)


def assessment(on: str, tool: str, id_: str = "", /, **details: Value | None) -> Record:
    return record("assessment", on, id_, tool=tool, **details)


def span(kind: str, on: str, ended: str | None, **details: Value) -> Record:
    until = None if ended is None else Moment(day_of(date.fromisoformat(ended)))
    made = record(kind, on, **details)
    return Record(made.id, made.file, kind, made.at, made.recorded_at, made.details, until)


def profile(
    standard: Standard, *records: Record, on: str = "2015-06-30", known: str | None = None
) -> dict[str, DomainNeeds]:
    file = File(Subject("c", place="here"), records)
    day = day_of(date.fromisoformat(on))
    known_at = end_of_day(day if known is None else day_of(date.fromisoformat(known)))
    found = needs(standard, file, known_at=known_at, on=Moment(day))
    return {one.domain.id: one for one in found}


def said(one: DomainNeeds) -> list[tuple[str, Finding | None]]:
    return [(voice.source, voice.finding) for voice in one.voices]


def test_every_domain_is_told_in_order_and_nothing_recorded_is_not_no(standard: Standard) -> None:
    found = profile(standard)
    assert list(found) == ["home", "health", "money"]
    for one in found.values():
        assert (one.voices, one.picture, one.gravest) == ((), Picture.NOT_RECORDED, None)


def test_a_need_seen_in_one_tool_and_absent_from_another(standard: Standard) -> None:
    found = profile(
        standard,
        assessment("2015-01-05", "old", some=("home",), none=("health",)),
        assessment("2015-03-02", "new", none=("health",)),
        assessment("2015-04-01", "screen"),
    )
    home, health = found["home"], found["health"]
    assert said(home) == [("old", Finding.SOME), ("new", None)]
    assert home.picture is Picture.NEED
    assert [voice.source for voice in home.silent] == ["new"]
    assert said(health) == [("old", Finding.NONE), ("new", Finding.NONE), ("screen", None)]
    assert (health.picture, health.gravest) == (Picture.NO_NEED, Finding.NONE)
    assert found["money"].voices == ()


def test_what_a_voice_says_of_itself(standard: Standard) -> None:
    voice = profile(standard, assessment("2015-01-05", "old", "a1", strong=("health",)))[
        "health"
    ].voices[0]
    assert voice == Voice(
        source="old",
        title="Old tool",
        record="a1",
        day=day_of(date(2015, 1, 5)),
        finding=Finding.STRONG,
        sections=("2 Health", "3 More"),
    )
    assert not voice.is_silent and voice.change is Change.NOT_KNOWN


def test_they_disagree(standard: Standard) -> None:
    one = profile(
        standard,
        assessment("2015-01-05", "old", strong=("health",)),
        assessment("2015-03-02", "new", none=("health",)),
    )["health"]
    assert (one.picture, one.gravest) == (Picture.DISAGREE, Finding.STRONG)


def test_two_degrees_of_need_are_no_disagreement(standard: Standard) -> None:
    one = profile(
        standard,
        assessment("2015-01-05", "old", strong=("health",)),
        assessment("2015-03-02", "new", some=("health",)),
    )["health"]
    assert (one.picture, one.gravest) == (Picture.NEED, Finding.STRONG)


def test_the_gravest_that_one_record_says_holds(standard: Standard) -> None:
    found = assessment("2015-01-05", "old", none=("health", "home"), level="high", some=("home",))
    one = profile(standard, found)
    assert said(one["health"]) == [("old", Finding.STRONG)]
    assert said(one["home"]) == [("old", Finding.SOME)]


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        ("strong", "some", Change.BETTER),
        ("some", "none", Change.BETTER),
        ("some", "some", Change.SAME),
        ("none", "strong", Change.WORSE),
    ],
)
def test_better_or_worse_than_the_same_tool_said_before(
    standard: Standard, before: str, now: str, change: Change
) -> None:
    one = profile(
        standard,
        assessment("2014-12-01", "old", **{before: ("home",)}),
        assessment("2015-01-05", "old", level="low"),
        assessment("2015-02-02", "old", **{now: ("home",)}),
        assessment("2015-03-02", "new", strong=("home",)),
    )["home"]
    old = one.voices[0]
    assert (old.change, old.earlier) == (change, Finding(before))
    assert old.earlier_day == day_of(date(2014, 12, 1))
    assert one.voices[1].change is Change.NOT_KNOWN


def test_a_tool_that_falls_silent_keeps_what_it_said_before(standard: Standard) -> None:
    (voice,) = profile(
        standard,
        assessment("2014-12-01", "old", some=("home",)),
        assessment("2015-02-02", "old"),
    )["home"].voices
    assert voice.is_silent and voice.earlier is Finding.SOME
    assert voice.change is Change.NOT_KNOWN


@pytest.mark.parametrize("word", ["unknown", "not-asked", "declined"])
def test_asked_and_not_answered_is_neither_silence_nor_no(standard: Standard, word: str) -> None:
    one = profile(standard, assessment("2015-01-05", "old", level=word))["health"]
    (voice,) = one.voices
    assert (voice.finding, voice.unanswered, voice.is_silent) == (None, word, False)
    assert one.picture is Picture.NOT_ANSWERED
    assert one.silent == ()


def test_a_list_of_one_word_stands_in_place_of_an_answer_and_of_more_it_does_not(
    standard: Standard,
) -> None:
    alone = profile(standard, assessment("2015-01-05", "old", some=("unknown",)))["home"]
    assert alone.voices[0].unanswered == "unknown"
    among = profile(standard, assessment("2015-01-05", "old", some=("unknown", "health")))["home"]
    assert among.voices[0].is_silent


def test_an_answer_elsewhere_counts_before_a_word_in_place_of_one(standard: Standard) -> None:
    one = profile(standard, assessment("2015-01-05", "old", level="unknown", none=("health",)))
    assert one["health"].picture is Picture.NO_NEED
    assert one["health"].voices[0].unanswered == ""


# --- which records stand ---------------------------------------------------------------------


def test_the_last_with_each_tool_stands(standard: Standard) -> None:
    one = profile(
        standard,
        assessment("2015-03-02", "old", "b", none=("home",)),
        assessment("2015-01-05", "old", "a", strong=("home",)),
        assessment("2015-04-06", "new", "c", some=("home",)),
    )["home"]
    assert [voice.record for voice in one.voices] == ["b", "c"]


def test_of_two_on_one_day_the_later_entered(standard: Standard) -> None:
    first = assessment("2015-03-02", "old", "z", none=("home",))
    later = assessment("2015-03-02", "old", "a", some=("home",))
    later = Record("a", "c", later.kind, later.at, later.recorded_at + 5, later.details)
    assert profile(standard, later, first)["home"].voices[0].record == "a"


def test_only_what_had_happened_and_was_known(standard: Standard) -> None:
    made = assessment("2015-03-02", "old", some=("home",))
    assert profile(standard, made, on="2015-03-01", known="2015-12-31")["home"].voices == ()
    assert profile(standard, made, on="2015-03-02")["home"].picture is Picture.NEED
    late = Record(made.id, "c", made.kind, made.at, made.recorded_at + 10 * 1440, made.details)
    assert profile(standard, late, on="2015-03-02")["home"].voices == ()
    found = profile(standard, late, on="2015-03-02", known="2015-12-31")
    assert found["home"].picture is Picture.NEED


@pytest.mark.parametrize(("on", "voices"), [("2015-05-31", 1), ("2015-06-01", 0)])
def test_an_assessment_ends_with_the_case(standard: Standard, on: str, voices: int) -> None:
    case = span("case", "2015-01-01", "2015-05-31")
    made = assessment("2015-03-02", "old", some=("home",))
    assert len(profile(standard, case, made, on=on)["home"].voices) == voices


def test_one_case_that_still_runs_keeps_it(standard: Standard) -> None:
    cases = span("case", "2015-01-01", "2015-05-31"), span("case", "2015-02-01", None)
    made = assessment("2015-03-02", "old", some=("home",))
    assert profile(standard, *cases, made, on="2015-06-30")["home"].voices


def test_a_case_begun_later_does_not_revive_it(standard: Standard) -> None:
    cases = span("case", "2015-01-01", "2015-04-01"), span("case", "2015-05-01", None)
    made = assessment("2015-03-02", "old", some=("home",))
    assert profile(standard, *cases, made)["home"].voices == ()


@pytest.mark.parametrize(("on", "source"), [("2014-12-31", "assessment"), ("2015-01-01", "new")])
def test_a_tool_out_of_its_time_is_heard_without_sections(
    standard: Standard, on: str, source: str
) -> None:
    (voice,) = profile(standard, assessment(on, "new", some=("home",)))["home"].voices
    assert (voice.source, bool(voice.sections)) == (source, source == "new")
    assert voice.title == ("New tool" if source == "new" else "Assessment")


def test_a_record_with_no_tool_speaks_and_is_never_called_silent(standard: Standard) -> None:
    found = profile(
        standard,
        assessment("2015-02-02", "other", none=("home",)),
        record("need", "2015-01-01", type="sad", state="open"),
    )
    assert said(found["home"]) == [("assessment", Finding.NONE)]
    (voice,) = found["health"].voices
    assert (voice.source, voice.title, voice.sections) == ("need", "Need: Sadness", ())


def test_needs_of_each_type_follow_one_another(standard: Standard) -> None:
    found = profile(
        standard,
        record("need", "2015-01-01", "n1", type="drink", state="open"),
        record("need", "2015-02-01", "n2", type="sad", state="open"),
        record("need", "2015-03-01", "n3", type="drink", state="closed"),
    )["health"]
    assert {(v.record, v.title, v.finding, v.change) for v in found.voices} == {
        ("n2", "Need: Sadness", Finding.SOME, Change.NOT_KNOWN),
        ("n3", "Need: Drink", Finding.NONE, Change.BETTER),
    }
    assert found.picture is Picture.DISAGREE


@pytest.mark.parametrize(("on", "voices"), [("2015-05-31", 1), ("2015-06-01", 0)])
def test_a_span_speaks_while_it_runs(standard: Standard, on: str, voices: int) -> None:
    stay = span("stay", "2015-03-02", "2015-05-31", where="street")
    found = profile(standard, stay, on=on)
    assert len(found["home"].voices) == len(found["money"].voices) == voices


def test_spans_stand_side_by_side(standard: Standard) -> None:
    stays = span("stay", "2015-03-02", None, where="street"), span("stay", "2015-04-02", None,
                                                                   where="street")  # fmt: skip
    (first, second) = profile(standard, *stays)["home"].voices
    assert (first.earlier, second.earlier) == (None, None)


def test_what_tells_a_record_apart_is_no_answer(standard: Standard) -> None:
    unknown_type = record("need", "2015-01-01", type="unknown", state="open")
    assert profile(standard, unknown_type)["health"].voices == ()


def test_an_answer_in_one_kind_says_nothing_for_another(standard: Standard) -> None:
    """A stay of which nobody knows where is unanswered where a stay is asked for."""
    found = profile(standard, span("stay", "2015-03-02", None, where="unknown"))
    assert [voice.unanswered for voice in found["home"].voices] == ["unknown"]
    assert [voice.unanswered for voice in found["money"].voices] == ["unknown"]
    assert found["health"].voices == ()


def test_a_standard_without_a_crosswalk_has_no_domains(tmp_path: Path) -> None:
    plain = load(write(tmp_path, FILES))
    assert needs(plain, File(Subject("c"), ()), known_at=0, on=Moment(0)) == []
