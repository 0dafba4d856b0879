"""Local overlays: what they set, what they may not loosen, and what they say of who decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sightline.standard import FaultyStandard, load
from sightline.standard.model import (
    Basis,
    Before,
    Every,
    Interval,
    Rule,
    Standard,
    Step,
    Unit,
    Within,
)
from tests.standard.duty import files_with
from tests.standard.small import write

FIRST, MIDDLE, LATER = date(2004, 1, 1), date(2007, 1, 1), date(2010, 1, 1)
HEAD = "overlay: Borchester\ndecided-by: The partnership\ndecided-on: 2006-02-11\nduties:\n"
RULE = "{{from: {}, basis: {}, source: There, {}}}"


def laid_over(folder: Path, said: str, settings: str, *firsts: date) -> Standard:
    """The standard of a duty that says this, with an overlay of these settings."""
    overlay = folder / "over" / "borchester.yaml"
    overlay.parent.mkdir(exist_ok=True)
    overlay.write_text(HEAD + "".join(f"  {line}\n" for line in settings.splitlines()))
    standard = write(folder / "standard", files_with(said, firsts or (FIRST,)))
    return load(standard, overlays=[overlay])


def rules(standard: Standard) -> tuple[Rule, ...]:
    (part,) = standard.duties["the-duty"].parts
    return part.rules


def faults(folder: Path, said: str, settings: str) -> list[str]:
    with pytest.raises(FaultyStandard) as raised:
        laid_over(folder, said, settings)
    return [f"{f.line}:{f.column}: {f.message}" for f in raised.value.faults]


def response(basis: str, clock: str) -> str:
    rule = RULE.format(FIRST, basis, clock)
    return f"when: {{custody: {{}}}}\nthen: {{plan: {{}}}}\nrules: [{rule}]"


def recurrence(basis: str, clock: str) -> str:
    rule = RULE.format(FIRST, basis, clock)
    return f"while: {{custody: {{}}}}\nthen: {{visit: {{}}}}\nrules: [{rule}]"


def test_a_rule_is_split_where_the_overlay_begins(tmp_path: Path) -> None:
    said = response("guidance", "within: 15 working days, certainty: check")
    settings = f"the-duty: {{from: {MIDDLE}, within: 10 working days, source: Procedures 4.2}}"
    before, after = rules(laid_over(tmp_path, said, settings))
    (old,) = rules(load(tmp_path / "standard"))
    assert before == replace(old, until=MIDDLE)
    assert after == replace(
        old,
        from_=MIDDLE,
        clock=Within(Interval(10, Unit.WORKING_DAYS)),
        basis=Basis.LOCAL,
        source="Procedures 4.2",
        certainty="",
        decided_by="The partnership",
        decided_on=date(2006, 2, 11),
    )


def test_later_rules_are_set_too_and_earlier_ones_are_not(tmp_path: Path) -> None:
    said = f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        rules:
          - {RULE.format(FIRST, "local", "within: 9 days, until: 2007-01-01")}
          - {RULE.format(MIDDLE, "local", "within: 8 days, until: 2010-01-01")}
          - {RULE.format(LATER, "local", "within: 7 days")}
        """
    settings = "the-duty: {from: 2008-01-01, until: 2012-01-01, within: 30 days, source: P}"
    found = rules(laid_over(tmp_path, said, settings, FIRST, MIDDLE, LATER))
    begin, end = date(2008, 1, 1), date(2012, 1, 1)
    clocks = [r.clock for r in found]
    told = [str(clock.interval) for clock in clocks if isinstance(clock, Within)]
    assert [(r.from_, r.until, in_, r.source) for r, in_ in zip(found, told, strict=True)] == [
        (FIRST, MIDDLE, "9 days", "There"),
        (MIDDLE, begin, "8 days", "There"),
        (begin, LATER, "30 days", "P"),
        (LATER, end, "30 days", "P"),
        (end, None, "7 days", "There"),
    ]


def test_the_whole_of_a_rule_may_be_set(tmp_path: Path) -> None:
    settings = f"the-duty: {{from: {FIRST}, within: 10 days, source: P}}"
    (only,) = rules(laid_over(tmp_path, response("project", "within: 9 days"), settings))
    assert (only.from_, only.until, only.basis) == (FIRST, None, Basis.LOCAL)


def test_the_moment_that_a_clock_counts_from_is_kept(tmp_path: Path) -> None:
    settings = f"the-duty: {{from: {FIRST}, before: 6 weeks, source: P}}"
    said = response("statute", "before: 42 days, of: hearing")
    (only,) = rules(laid_over(tmp_path, said, settings))
    assert only.clock == Before(Interval(6, Unit.WEEKS), "hearing")


def test_a_rolling_recurrence(tmp_path: Path) -> None:
    said = recurrence(
        "guidance", "every: {first: 7 days, then: [{interval: 28 days, of: start}, 2 months]}"
    )
    settings = f"the-duty: {{from: {FIRST}, every: {{first: 5 days, then: [4 weeks, 1 month]}}, "
    (only,) = rules(laid_over(tmp_path, said, settings + "source: P}"))
    steps = (Step(Interval(4, Unit.WEEKS), of_start=True), Step(Interval(1, Unit.MONTHS)))
    assert only.every == Every(steps, Step(Interval(5, Unit.DAYS)))


def test_one_part_of_a_duty(tmp_path: Path) -> None:
    said = """
        when: {custody: {}}
        within: 3 days
        parts:
          a: {title: A, then: {plan: {}}}
          b: {title: B, then: {visit: {}}}
        """
    settings = f"the-duty/b: {{from: {FIRST}, within: 2 days, source: P}}"
    a, b = laid_over(tmp_path, said, settings).duties["the-duty"].parts
    assert a.rules[0].clock == Within(Interval(3, Unit.DAYS))
    assert b.rules[0].clock == Within(Interval(2, Unit.DAYS))


@pytest.mark.parametrize(
    ("old", "new", "looser"),
    [
        ("within: 10 days", "within: 10 days", False),
        ("within: 10 days", "within: 11 days", True),
        ("within: 2 weeks", "within: 14 days", False),
        ("within: 2 weeks", "within: 15 days", True),
        ("within: 1 year", "within: 12 months", False),
        ("within: 1 year", "within: 13 months", True),
        ("before: 10 days", "before: 11 days", False),
        ("before: 10 days", "before: 9 days", True),
        ("within: 10 working days", "within: 9 working days", False),
    ],
)
@pytest.mark.parametrize("basis", ["statute", "guidance"])
def test_what_the_law_says_may_be_tightened_only(
    tmp_path: Path, basis: str, old: str, new: str, looser: bool
) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, {new}, source: P}}"
    if not looser:
        assert len(rules(laid_over(tmp_path, response(basis, old), settings))) == 2
        return
    word, old_interval = old.split(": ")
    column = settings.index(word) + len(word) + 5
    assert faults(tmp_path, response(basis, old), settings) == [
        f"5:{column}: '{new.split(': ')[1]}' is looser than the {basis} interval of "
        f"{old_interval} in force from 2004-01-01"
    ]


@pytest.mark.parametrize("basis", ["local", "project"])
def test_what_is_local_or_the_projects_own_may_be_set(tmp_path: Path, basis: str) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, within: 3 years, source: P}}"
    assert len(rules(laid_over(tmp_path, response(basis, "within: 3 days"), settings))) == 2


def test_units_that_cannot_be_compared(tmp_path: Path) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, within: 5 days, source: P}}"
    assert faults(tmp_path, response("statute", "within: 10 working days"), settings) == [
        "5:40: expected an interval in working days, to compare with the statute interval of "
        "10 working days in force from 2004-01-01; found '5 days'"
    ]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (
            "the-dutty: {from: 2007-01-01, within: 2 days, source: P}",
            "5:3: expected a duty of the standard, found 'the-dutty'; did you mean 'the-duty'?",
        ),
        (
            "the-duty/a: {from: 2007-01-01, within: 2 days, source: P}",
            "5:3: expected a part of 'the-duty', found 'the-duty/a'",
        ),
        (
            "the-duty: {from: 2007-01-01, before: 2 days, source: P}",
            "5:40: the rule of 2004-01-01 of 'the-duty' has no 'before' whose interval could be "
            "set (of a duty in parts, name the part: duty/part)",
        ),
        (
            "the-duty: {from: 2007-01-01, source: P}",
            "5:13: expected 'within', 'before' or 'every', which is not said",
        ),
        (
            "the-duty: {from: 2007-01-01, within: 2 days, every: 2 days, source: P}",
            "5:55: expected one clock, found 'within' and 'every'",
        ),
        (
            "the-duty: {from: 2007-01-01, within: 2 days}",
            "5:13: expected 'source', which is not said",
        ),
        (
            "the-duty: {from: 2003-01-01, until: 2004-01-01, within: 2 days, source: P}",
            "5:59: no rule of 'the-duty' is in force then",
        ),
        (
            "the-duty: {from: 2007-01-01, within: two days, source: P}",
            "5:40: expected an interval such as '5 working days', found 'two days'",
        ),
    ],
)
def test_faults(tmp_path: Path, settings: str, fault: str) -> None:
    assert faults(tmp_path, response("local", "within: 3 days"), settings) == [fault]


@pytest.mark.parametrize(
    ("said", "setting", "fault"),
    [
        ("within: 3 days", "withn: 2 days", "'withn' has no meaning here; did you mean 'within'?"),
        ("before: 3 days", "befre: 4 days", "'befre' has no meaning here; did you mean 'before'?"),
        ("within: 3 days", "evry: 2 days", "'evry' has no meaning here; did you mean 'every'?"),
    ],
)
def test_a_misspelt_clock_is_not_called_missing_besides(
    tmp_path: Path, said: str, setting: str, fault: str
) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, {setting}, source: P}}"
    assert faults(tmp_path, response("local", said), settings) == [f"5:32: {fault}"]


IN_PARTS = """
    when: {custody: {}}
    within: 3 days
    parts:
      first: {title: A, then: {plan: {}}, rules: [{from: 2004-01-01, basis: local, source: S}]}
      then: {title: B, then: {visit: {}}, rules: [{from: 2004-01-01, until: 2006-01-01,
                                                   basis: statute, source: S}]}
    """


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        (
            "the-duty/firts: {from: 2004-01-01, within: 2 days, source: P}",
            "5:3: expected a part of 'the-duty', found 'the-duty/firts'; did you mean "
            "'the-duty/first'?",
        ),
        (
            "the-duty/then: {from: 2006-01-01, within: 2 days, source: P}",
            "5:45: no rule of 'the-duty/then' is in force then",
        ),
        (
            "the-duty/then: {from: 2004-01-01, within: 4 days, source: P}",
            "5:45: '4 days' is looser than the statute interval of 3 days in force from 2004-01-01",
        ),
        (
            "the-duty/first: {from: 2004-01-01, every: 4 days, source: P}",
            "5:45: the rule of 2004-01-01 of 'the-duty/first' has no 'every' whose interval could "
            "be set (of a duty in parts, name the part: duty/part)",
        ),
    ],
)
def test_faults_of_the_setting_of_one_part(tmp_path: Path, settings: str, fault: str) -> None:
    assert faults(tmp_path, IN_PARTS, settings) == [fault]


@pytest.mark.parametrize(
    ("every", "setting", "has"),
    [
        ("{first: 7 days, then: [2 months]}", "{then: [2 months, 3 months]}", "a first, then the "
         "others: 7 days, 2 months"),
        ("{first: 7 days, then: [2 months]}", "{first: 7 days, then: [2 months, 3 months]}",
         "a first, then the others: 7 days, 2 months"),
        ("{then: [1 month, 2 months]}", "{first: 5 days, then: 1 month}", "1 month, 2 months"),
        ("{then: [1 month, 2 months]}", "{then: 1 month}", "1 month, 2 months"),
        ("1 month", "{first: 5 days, then: 1 month}", "1 month"),
    ],
)  # fmt: skip
def test_steps_that_are_not_the_rules_own(
    tmp_path: Path, every: str, setting: str, has: str
) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, every: {setting}, source: P}}"
    assert faults(tmp_path, recurrence("local", f"every: {every}"), settings) == [
        f"5:39: expected as many steps as 'the-duty' has ({has})"
    ]


@pytest.mark.parametrize(
    ("every", "setting", "told"),
    [
        ("1 month", "3 weeks", ["3 weeks"]),
        ("{then: [1 month, 2 months]}", "{then: [2 weeks, 3 weeks]}", ["2 weeks", "3 weeks"]),
        ("{first: 7 days, then: 1 month}", "{first: 5 days, then: 2 weeks}", ["5 days", "2 weeks"]),
    ],
)
def test_steps_that_are(tmp_path: Path, every: str, setting: str, told: list[str]) -> None:
    settings = f"the-duty: {{from: {FIRST}, every: {setting}, source: P}}"
    (only,) = rules(laid_over(tmp_path, recurrence("local", f"every: {every}"), settings))
    assert only.every is not None
    first = [] if only.every.first is None else [only.every.first]
    assert [str(step.interval) for step in [*first, *only.every.then]] == told
    assert (only.every.first is not None) == every.startswith("{first")


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        (
            "{first: 5 days}",
            "expected 'then', which is not said",
        ),
        (
            "{first: [5 days], then: 5 days}",
            "expected an interval such as '5 working days', found a list",
        ),
        (
            "[5 days]",
            "expected an interval such as '5 working days', found a list",
        ),
    ],
)
def test_steps_that_cannot_be_read(tmp_path: Path, setting: str, fault: str) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, every: {setting}, source: P}}"
    said = recurrence("local", "every: {first: 7 days, then: 2 months}")
    assert [told.partition(": ")[2] for told in faults(tmp_path, said, settings)] == [fault]


def test_a_rule_that_ends_on_the_day_on_which_the_setting_begins_is_left(tmp_path: Path) -> None:
    said = f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        rules:
          - {RULE.format(FIRST, "local", "within: 9 days, until: 2007-01-01")}
          - {RULE.format(MIDDLE, "local", "within: 8 days")}
        """
    settings = f"the-duty: {{from: {MIDDLE}, within: 7 days, source: P}}"
    found = rules(laid_over(tmp_path, said, settings, FIRST, MIDDLE))
    assert [(rule.from_, rule.until, rule.source) for rule in found] == [
        (FIRST, MIDDLE, "There"),
        (MIDDLE, None, "P"),
    ]


@pytest.mark.parametrize(
    ("new", "looser"), [("working days", False), ("school days", True), ("hours", True)]
)
def test_units_are_compared_with_themselves(tmp_path: Path, new: str, looser: bool) -> None:
    settings = f"the-duty: {{from: {FIRST}, within: 9 {new}, source: P}}"
    said = response("statute", "within: 10 working days")
    if looser:
        (fault,) = faults(tmp_path, said, settings)
        assert fault.startswith("5:40: expected an interval in working days, to compare with the ")
    else:
        assert rules(laid_over(tmp_path, said, settings))[0].source == "P"


def test_what_a_faulty_setting_is_told_has_its_parts(tmp_path: Path) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, within: 5 days, source: P}}"
    with pytest.raises(FaultyStandard) as raised:
        laid_over(tmp_path, response("statute", "within: 10 working days"), settings)
    (fault,) = raised.value.faults
    assert (fault.found, fault.expected) == ("'5 days'", "an interval in working days")
    with pytest.raises(FaultyStandard) as raised:
        laid_over(tmp_path, response("statute", "within: 4 days"), settings)
    (fault,) = raised.value.faults
    assert (fault.found, fault.expected) == ("'5 days'", "")
    with pytest.raises(FaultyStandard) as raised:
        laid_over(tmp_path, response("statute", "before: 4 days"), settings)
    (fault,) = raised.value.faults
    assert (fault.found, fault.expected) == ("'5 days'", "")


def test_as_many_steps(tmp_path: Path) -> None:
    settings = f"the-duty: {{from: {MIDDLE}, every: 5 weeks, source: P}}"
    said = recurrence("local", "every: {first: 7 days, then: [2 months]}")
    assert faults(tmp_path, said, settings) == [
        "5:39: expected as many steps as 'the-duty' has (a first, then the others: 7 days, "
        "2 months)"
    ]


def test_the_overlay_says_who_decided(tmp_path: Path) -> None:
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("overlay: Borchester\nduties: {}\n")
    standard = write(tmp_path / "standard", files_with(response("local", "within: 3 days")))
    with pytest.raises(FaultyStandard) as raised:
        load(standard, overlays=[overlay])
    assert str(raised.value).splitlines() == [
        f"{overlay}:1:1: expected 'decided-by', which is not said",
        f"{overlay}:1:1: expected 'decided-on', which is not said",
    ]


def test_a_missing_overlay(tmp_path: Path) -> None:
    standard = write(tmp_path / "standard", files_with(response("local", "within: 3 days")))
    with pytest.raises(FaultyStandard) as raised:
        load(standard, overlays=[tmp_path / "none.yaml"])
    path = tmp_path / "none.yaml"
    assert str(raised.value) == f"{path}: the file cannot be read: No such file or directory"


def test_overlays_are_laid_one_over_the_other_and_change_the_digest(tmp_path: Path) -> None:
    standard = write(tmp_path / "standard", files_with(response("local", "within: 9 days")))
    paths = []
    for name, day, interval in (("a", "2005-01-01", "8 days"), ("b", "2007-01-01", "7 days")):
        path = tmp_path / f"{name}.yaml"
        path.write_text(HEAD + f"  the-duty: {{from: {day}, within: {interval}, source: P}}\n")
        paths.append(path)
    both = load(standard, overlays=paths)
    assert [r.from_.year for r in rules(both)] == [2004, 2005, 2007]
    digests = {load(standard).digest, load(standard, overlays=paths[:1]).digest, both.digest}
    assert len(digests) == 3
