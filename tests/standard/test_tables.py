"""What the small standard's kinds, examples, measures, terms and tables become in the model."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from sightline.engine.model import NOTE_WORDS, State
from sightline.standard import FaultyStandard, load, words
from sightline.standard.model import (
    Alert,
    Answered,
    CalendarTable,
    Code,
    Countersigned,
    Field,
    FieldType,
    Interval,
    Kind,
    Lasts,
    Measure,
    MeasureOf,
    OneOf,
    Sensitivity,
    Significant,
    Standard,
    Term,
    Unit,
)
from tests.standard.duty import duty_of
from tests.standard.small import FILES, changed, write


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Standard:
    return load(write(tmp_path_factory.mktemp("small"), FILES))


def test_the_standard_itself(small: Standard) -> None:
    said = (small.name, small.title, small.version, small.jurisdiction)
    assert said == ("small", "A small standard", "1.10", "here")
    assert list(small.kinds) == ["exemption", "case", "custody", "assessment", "plan", "visit"]
    assert small.calendar_for("elsewhere") is small.calendars["here"]


def test_a_kind_that_says_everything(small: Standard) -> None:
    text, code, codes = FieldType.TEXT, FieldType.CODE, FieldType.CODES
    levels = (
        Code("low", "Low"),
        Code("high", "High"),
        Code("very-high", "Very high", date(2009, 11, 30), date(2030, 1, 1)),
    )
    needs = (Code("home", "Home"), Code("health", "Health"))
    fields = (
        Field("tool", "Tool", text),
        Field(
            "vulnerability",
            "Vulnerability",
            code,
            levels,
            required=True,
            help="As judged with the child.",
            sensitivity=Sensitivity.HEALTH,
            narrative=False,
        ),
        Field("needs", "Needs", codes, needs),
        Field("worker", "Worker", FieldType.FILE),
        Field("score", "Score", FieldType.NUMBER),
    )
    assert small.kinds["assessment"] == Kind(
        name="assessment",
        title="Assessment",
        lasts=Lasts.UNTIL_NEXT,
        fields={field.name: field for field in fields},
        group="Assessment and planning",
        help="With a named tool.",
        key=("tool",),
        ends_with="case",
        also_on=("about", "worker"),
        several=True,
        sensitivity=Sensitivity.ORDINARY,
        recorded_by=("youth-justice", "probation"),
        read_by=("youth-justice",),
    )


SIGNIFICANT = """\
  read-by: youth-justice
  significant:
    when: [{vulnerability: [high, very-high], tool: answered}, {needs: health}]
    why: Somebody saw danger.
  tells: needs
"""


def _significant(tmp_path: Path, *more: tuple[str, str]) -> Kind:
    files = changed("kinds/all.yaml", ("  read-by: youth-justice\n", SIGNIFICANT), *more)
    return load(write(tmp_path, files)).kinds["assessment"]


def test_which_records_of_a_kind_are_significant(tmp_path: Path) -> None:
    kind = _significant(tmp_path)
    assert kind.tells == "needs"
    assert kind.significant == Significant(
        "Somebody saw danger.",
        (
            (OneOf("vulnerability", frozenset({"high", "very-high"})), Answered("tool")),
            (OneOf("needs", frozenset({"health"})),),
        ),
    )


WHEN = "when: [{vulnerability: [high, very-high], tool: answered}, {needs: health}]"


def test_every_record_of_a_kind_may_be_significant(tmp_path: Path) -> None:
    kind = _significant(tmp_path, (f"    {WHEN}\n", ""))
    assert kind.significant == Significant("Somebody saw danger.")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{score: {at least: 3}}", "expected a value or a list of values, and no range of numbers"),
        ("{}", "expected at least one field"),
        ("{vulnerability: hgih}", "expected a code of 'vulnerability'"),
        ("{nothing: high}", "expected 'tool', 'vulnerability', 'needs', 'worker' or 'score'"),
    ],
)
def test_what_is_significant_is_asked_of_values_that_there_are(
    tmp_path: Path, said: str, message: str
) -> None:
    with pytest.raises(FaultyStandard) as fault:
        _significant(tmp_path, (WHEN, f"when: {said}"))
    assert message in str(fault.value)


ALERT = """\
  read-by: youth-justice
  alert:
    - title: High
      when: {vulnerability: [high, very-high]}
      why: Somebody saw danger.
      danger: yes
    - {title: Assessed, why: Ask how.}
"""


def _alerts(tmp_path: Path, *more: tuple[str, str]) -> tuple[Alert, ...]:
    files = changed("kinds/all.yaml", ("  read-by: youth-justice\n", ALERT), *more)
    return load(write(tmp_path, files)).kinds["assessment"].alerts


def test_which_records_of_a_kind_are_alerts(tmp_path: Path) -> None:
    high = (OneOf("vulnerability", frozenset({"high", "very-high"})),)
    assert _alerts(tmp_path) == (
        Alert("High", "Somebody saw danger.", (high,), is_danger=True),
        Alert("Assessed", "Ask how."),
    )


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("why: Ask how.", "'title'"),
        ("title: Assessed", "'why'"),
        ("title: Assessed, why: Ask, for: 3 weeks", "says for how long it is one where the kind"),
        ("title: Assessed, why: Ask, when: {score: {at least: 3}}", "no range of numbers"),
        ("title: Assessed, why: Ask, danger: very", "expected 'yes' or 'no'"),
    ],
)
def test_an_alert_says_what_is_so_and_why(tmp_path: Path, said: str, message: str) -> None:
    with pytest.raises(FaultyStandard) as fault:
        _alerts(tmp_path, ("{title: Assessed, why: Ask how.}", f"{{{said}}}"))
    assert message in str(fault.value)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("", "says for how long it is one where the kind"),
        (", for: 3 working days", "an alert is for days, weeks, months or years"),
    ],
)
def test_of_a_moment_an_alert_says_for_how_long(tmp_path: Path, said: str, message: str) -> None:
    """And in days, weeks, months or years: working days would need a calendar."""
    alert = f"visit:\n  alert: {{title: Seen, why: Ask how{said}}}\n"
    with pytest.raises(FaultyStandard) as fault:
        load(write(tmp_path, changed("kinds/all.yaml", ("visit:\n", alert))))
    assert message in str(fault.value)


def test_a_kind_tells_by_a_field_of_codes(tmp_path: Path) -> None:
    with pytest.raises(FaultyStandard, match="expected a field of type code or codes"):
        _significant(tmp_path, ("tells: needs", "tells: tool"))


STEPS = """\
  starts-from: tool
  often: yes
  steps:
    - {title: Which, fields: [tool, worker]}
    - {title: What, fields: [vulnerability, needs, score]}
"""


def _in_steps(tmp_path: Path, *more: tuple[str, str]) -> Kind:
    steps = ("  read-by: youth-justice\n", f"  read-by: youth-justice\n{STEPS}")
    files = changed("kinds/all.yaml", steps, *more)
    return load(write(tmp_path, files)).kinds["assessment"]


def test_a_long_form_is_asked_in_steps_and_may_start_from_an_earlier_record(
    tmp_path: Path,
) -> None:
    kind = _in_steps(tmp_path, ("title: Vulnerability", "carried: no\n      title: Vulnerability"))
    assert [step.title for step in kind.steps] == ["Which", "What"]
    assert kind.steps[1].fields[0] == "vulnerability"
    assert kind.starts_from == ("tool",) and kind.often
    assert not kind.fields["vulnerability"].carried and kind.fields["tool"].carried


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("needs, score]", "needs]", "'steps' of kind 'assessment' leave out score"),
        ("[tool, ", "[tool, score, ", "'steps' of kind 'assessment' ask 'score' twice"),
        ("[tool, ", "[tool, scroe, ", "found 'scroe'; did you mean 'score'?"),
        ("{title: Which, ", "{", "expected 'title', which is not said"),
        ("{title: Which, ", "{titel: Which, ", "did you mean 'title'?"),
        ("starts-from: tool", "starts-from: toll", "found 'toll'; did you mean 'tool'?"),
        ("often: yes", "often: always", "expected 'yes' or 'no', found 'always'"),
    ],
)
def test_what_is_wrong_with_steps_is_said(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(FaultyStandard) as fault:
        _in_steps(tmp_path, (old, new))
    assert message in str(fault.value)


def test_a_kind_that_says_little(small: Standard) -> None:
    seen = Field("seen", "Seen", FieldType.YES_NO)
    assert small.kinds["visit"] == Kind("visit", "Visit", Lasts.POINT, {"seen": seen})
    assert small.kinds["visit"].of == ("child", "adult")


def test_a_kind_says_on_whose_files_it_is_kept(tmp_path: Path) -> None:
    files = changed(
        "kinds/all.yaml", ("  lasts: until-next\n", "  of: [worker, board]\n  lasts: until-next\n")
    )
    assert load(write(tmp_path, files)).kinds["assessment"].of == ("worker", "board")


def test_the_kind_that_is_built_in(small: Standard) -> None:
    exemption = small.kinds["exemption"]
    assert exemption.lasts is Lasts.SPAN
    assert set(exemption.of) == {"child", "adult", "worker", "agency", "board", "establishment"}
    assert {name: (f.type, f.narrative) for name, f in exemption.fields.items()} == {
        "duty": (FieldType.TEXT, False),
        "reason": (FieldType.TEXT, True),
        "decided-by": (FieldType.TEXT, False),
    }


def test_a_narrative_field(tmp_path: Path) -> None:
    files = changed("kinds/all.yaml", ("narrative: no", "narrative: yes"))
    field = load(write(tmp_path, files)).kinds["assessment"].fields["vulnerability"]
    assert field.narrative


def test_examples(small: Standard) -> None:
    first, second, third, fourth = small.duties["vulnerability-plan"].examples
    assert (first.rule, first.on, first.line) == (date(2004, 1, 1), date(2008, 2, 29), 15)
    assert first.records == (
        {"on": "2008-01-07", "kind": "assessment", "details": {"vulnerability": "high"}},
        {"on": "2008-01-28", "kind": "plan", "details": {"type": "vulnerability"}},
    )
    assert first.expect == ({"state": "met"},)
    assert second.expect == ({"state": "late", "due": "2008-01-28"},)
    assert third.on == datetime(2012, 2, 29, 9, 0)
    assert third.records[0] == {
        "on": "2012-01-09 14:30",
        "id": "a",
        "kind": "assessment",
        "details": {"vulnerability": "high", "needs": ("home", "health")},
    }
    assert third.expect == ({"state": "met", "notes": ()},)
    born = {"born": "1996-03-01", "place": "here", "type": "child", "sex": "female"}
    assert (fourth.subject, fourth.records, fourth.expect) == (born, (), ())


def test_an_example_that_says_everything(tmp_path: Path) -> None:
    said = """
        when: {custody: {}}
        parts: {a: {title: A, then: {plan: {}}, within: 3 days}}
        examples:
          - says: Everything.
            rule: 2004-01-01
            subject: {born: 1996-03-01, moves: 3, rate: 0.5, ward: "3"}
            others: {w-1: {type: worker, born: 1970-01-01}}
            records:
              - {planned-start: 2008-01-01, planned-end: 2008-02-01, recorded: 2007-12-01 09:05,
                 id: c, file: w-1, agency: YJS, entry-unknown: yes,
                 custody: {arrived: 2008-07-01 14:30, hearing: unknown, agreed: no}}
              - {on: 2008-01-01, until: 2008-01-01 10:00, version-of: c, custody: {}}
              - {on: 2008-01-02, about: birthday, exemption: {duty: the-duty/a}}
              - {recorded: 2008-01-03, withdraws: c}
            checked: 2008-02-29
            known-at: 2008-03-01 10:00
            not-watched: [plan, visit]
            expect:
              - open
              - {state: met, due: 2008-01-01 10:00, met: 2008-01-01, opened: 2008-01-01, part: a,
                 step: 2, period: 2008-01-01, notes: [ended, changed since], breaches: [c]}
          - {says: So, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}
        """
    example = duty_of(tmp_path, said).examples[0]
    assert example.subject == {"born": "1996-03-01", "moves": 3, "rate": 0.5, "ward": "3"}
    assert example.others == {"w-1": {"type": "worker", "born": "1970-01-01"}}
    assert example.records == (
        {
            "planned-start": "2008-01-01",
            "planned-end": "2008-02-01",
            "recorded": "2007-12-01 09:05",
            "id": "c",
            "file": "w-1",
            "agency": "YJS",
            "entry-unknown": True,
            "kind": "custody",
            "details": {"arrived": "2008-07-01T13:30Z", "hearing": "unknown", "agreed": "no"},
        },
        {
            "on": "2008-01-01",
            "until": "2008-01-01 10:00",
            "version-of": "c",
            "kind": "custody",
            "details": {},
        },
        {
            "on": "2008-01-02",
            "about": "birthday",
            "kind": "exemption",
            "details": {"duty": "the-duty/a"},
        },
        {"recorded": "2008-01-03", "withdraws": "c"},
    )
    assert (example.known_at, example.not_watched) == ("2008-03-01 10:00", ("plan", "visit"))
    assert example.expect == (
        {"state": "open"},
        {
            "state": "met",
            "due": "2008-01-01 10:00",
            "met": "2008-01-01",
            "opened": "2008-01-01",
            "part": "a",
            "step": 2,
            "period": "2008-01-01",
            "notes": ("ended", "changed since"),
            "breaches": ("c",),
        },
    )


def test_states_and_notes_are_those_of_the_engine() -> None:
    assert tuple(State) == words.STATES
    assert tuple(NOTE_WORDS.values()) == words.NOTES


def test_measures(tmp_path: Path) -> None:
    other = """
entered:
  title: Entered in time
  sentence: The share entered by due plus ten working days.
  of: entered-by
  duties: vulnerability-plan
  within: 10 working days
days:
  title: Days
  sentence: How long it took.
  of: days-to-meet
  duties: [vulnerability-plan]
  target: 12
"""
    files = {**FILES, "measures/more.yaml": other}
    duties = ("vulnerability-plan",)
    assert list(load(write(tmp_path, files)).measures.values()) == [
        Measure(
            "entered",
            "Entered in time",
            "The share entered by due plus ten working days.",
            MeasureOf.ENTERED_BY,
            duties,
            Interval(10, Unit.WORKING_DAYS),
        ),
        Measure("days", "Days", "How long it took.", MeasureOf.DAYS_TO_MEET, duties, None, 12),
        Measure(
            "plans-in-time",
            "Plans made in time",
            "The share made on or before the day they were due.",
            MeasureOf.TIMELINESS,
            duties,
            None,
            0.9,
        ),
    ]


def test_terms(small: Standard) -> None:
    old, new = "Youth offending team", "Youth justice service"
    assert small.terms == {
        "youth-justice-service": Term(
            "youth-justice-service",
            (
                Code(old, old, date(2000, 4, 1), date(2014, 1, 1)),
                Code(new, new, date(2014, 1, 1)),
            ),
        )
    }


def test_a_calendar(small: Standard) -> None:
    assert small.calendars["here"] == CalendarTable(
        jurisdiction="here",
        source="The parish council",
        first=date(2000, 1, 1),
        last=date(2030, 12, 31),
        holidays=(date(2000, 12, 25), date(2001, 12, 25)),
        terms=(
            (date(2004, 9, 2), date(2004, 12, 17)),
            (date(2005, 1, 5), date(2005, 3, 24)),
        ),
        breaks=((date(2004, 10, 25), date(2004, 10, 29)),),
        terms_guessed=True,
        opens=8 * 60 + 50,
    )


def test_a_calendar_without_school(tmp_path: Path) -> None:
    reference = FILES["reference/here.yaml"].split("  school:")[0]
    table = load(write(tmp_path, {**FILES, "reference/here.yaml": reference})).calendars["here"]
    assert (table.terms, table.breaks, table.terms_guessed, table.opens) == ((), (), False, 540)


COUNTERSIGNED = """\
  read-by: youth-justice
  countersigned:
    when: {tool: assetplus}
    by: manager
    answer: done
    why: A second pair of eyes.
    certainty: check
    source: A circular
"""
SIGN_OFF = """
sign-off:
  title: Sign-off
  fields:
    role: {title: Signed as, type: code, codes: {manager: Manager, gatekeeper: Reader}}
"""


def _countersigned(tmp_path: Path, *more: tuple[str, str]) -> Kind:
    done = "    score: {", "    done: {title: Done, type: yes-no}\n    score: {"
    files = changed("kinds/all.yaml", ("  read-by: youth-justice\n", COUNTERSIGNED), done, *more)
    files["kinds/sign-off.yaml"] = SIGN_OFF
    return load(write(tmp_path, files)).kinds["assessment"]


def test_which_records_of_a_kind_are_countersigned_and_as_whom(tmp_path: Path) -> None:
    assert _countersigned(tmp_path).countersigned == Countersigned(
        by=("manager",),
        why="A second pair of eyes.",
        source="A circular",
        certainty="check",
        when=((OneOf("tool", frozenset({"assetplus"})),),),
        answer="done",
    )


@pytest.mark.parametrize(
    ("said", "instead", "message"),
    [
        ("by: manager", "by: mangaer", "a code of the field 'role' of the kind 'sign-off'"),
        ("tool: assetplus", "vulnerability: high", "fields that are not sensitive"),
        ("answer: done", "answer: tool", "a field of type yes-no"),
        ("    certainty: check\n", "", "certainty"),
        ("    source: A circular\n", "", "source"),
    ],
)
def test_what_is_countersigned_is_said_whole(
    tmp_path: Path, said: str, instead: str, message: str
) -> None:
    with pytest.raises(FaultyStandard) as fault:
        _countersigned(tmp_path, (said, instead))
    assert message in str(fault.value)
