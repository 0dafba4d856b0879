"""What a mapping says of each duty: the fields that it is judged from, or what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from sightline.returns import FaultyMapping, ReturnMapping, built_in, read_mapping
from sightline.returns.judged import blind_duties, untriggered_duties
from sightline.returns.mapping import DutyFields, DutySaid, TableColumn
from sightline.returns.possible import answered_duties, judged_duties, opened_duties
from sightline.standard.model import (
    Age,
    Alternative,
    Basis,
    Birthday,
    BirthdayTrigger,
    Conditions,
    Duty,
    Interval,
    Itself,
    ItselfForm,
    OneOf,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Trigger,
    Unit,
    Within,
)
from tests.england import england
from tests.returns.small import STANDARD, VISITS

SOON = Within(Interval(5, Unit.DAYS))
VISIT, CARE = Alternative(Selector("visit")), Alternative(Selector("care"))
KEPT = Alternative(Selector("visit", (OneOf("result", frozenset({"kept"})),)))


def duty(
    id_: str,
    when: Trigger = CARE,
    then: Alternative | Itself = VISIT,
    running: tuple[Selector, ...] = (),
    owed_to: tuple[str, ...] = ("child",),
) -> Duty:
    rule = Rule(
        Shape.RESPONSE, date(2000, 1, 1), (when,), (then,), Basis.LOCAL, "here", "team", clock=SOON,
        conditions=Conditions(running=running),
    )  # fmt: skip
    return Duty(id_, id_.title(), owed_to, (), "", (Part("", "", (rule,)),))


def standard(*duties: Duty) -> Standard:
    return replace(STANDARD, duties={each.id: each for each in duties})


SEEN = duty("seen", VISIT, KEPT)
BOTH = (
    VISITS
    + """
      care:
        file: care.csv
        dates: iso
        subject: {id: child, born: born}
        key: [child, begun]
        start: begun
        end: over
        records: {kind: care}
"""
)


def read(folder: Path, text: str, *duties: Duty) -> ReturnMapping:
    path = folder / "mapping.yaml"
    path.write_text(dedent(text), "utf-8")
    return read_mapping(path, standard(*duties))


def said(folder: Path, words: str, *duties: Duty) -> Mapping[str, DutySaid]:
    """What is said under ``duties`` of a mapping of visits and care."""
    return read(folder, f"{dedent(BOTH)}duties:\n  {words}\n", *duties).duties


def fault(folder: Path, words: str, *duties: Duty) -> str:
    with pytest.raises(FaultyMapping) as raised:
        said(folder, words, *duties)
    (found,) = raised.value.faults
    assert found.line == len(dedent(BOTH).splitlines()) + 2
    return str(found).split(": ", 1)[1]


# --- what is said ----------------------------------------------------------------------------


def test_fields_and_a_note(tmp_path: Path) -> None:
    words = "seen: {fields: {when: [visits.day], then: visits.RESULT}, note: Since 2015.}"
    assert said(tmp_path, words, SEEN) == {
        "seen": DutySaid(
            DutyFields((TableColumn("visits", "day"),), (TableColumn("visits", "result"),)),
            note="Since 2015.",
        )
    }


def test_what_is_missing(tmp_path: Path) -> None:
    assert said(tmp_path, "seen: {missing: the day}", SEEN)["seen"].missing == "the day"


def test_a_duty_of_another_standard_is_no_fault_and_its_columns_are_still_checked(
    tmp_path: Path,
) -> None:
    assert "seen" in said(tmp_path, "seen: {fields: {when: visits.day, then: care.begun}}")
    assert "a table of this mapping" in fault(
        tmp_path, "seen: {fields: {when: visit.day, then: care.begun}}"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("seen: {}", "expected 'fields' or 'missing', which is not said"),
        ("seen: {missing: x, fields: {when: visits.day, then: visits.day}}", "say the 'fields'"),
        ("seen: {fields: {when: visits.day}}", "expected 'then', which is not said"),
        ("seen: {fields: {when: [], then: visits.day}}", "expected at least one column"),
        ("seen: {fields: {when: day, then: visits.day}}", "expected a table and its column"),
        ("seen: {fields: {when: visit.day, then: visits.day}}",
         "expected a table of this mapping, found 'visit.day'; did you mean 'visits.day'?"),
        ("seen: {fields: {when: visits.dya, then: visits.day}}",
         "expected a column that the table 'visits' reads, found 'visits.dya'; did you mean "
         "'visits.day'?"),
        ("seen: {fields: {when: visits.day, then: care.begun}}",
         "'care.begun' feeds no record of visit, which the duty asks for"),
        ("seen: {fields: {when: visits.day, then: visits.day, ends: visits.day}}",
         "'visits.day' feeds no record of any kind, which the duty asks for"),
        ("seen: {fields: {when: care.born, then: visits.day}}",
         "'care.born' feeds no record of visit, which the duty asks for"),
        ("seen: {mising: x}", "'mising' has no meaning here; did you mean 'missing'?"),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_line(tmp_path: Path, words: str, says: str) -> None:
    assert says in fault(tmp_path, words, SEEN)


def test_a_birthday_is_the_day_of_birth(tmp_path: Path) -> None:
    aged = duty("aged", BirthdayTrigger(Birthday(Age(16))), VISIT)
    words = "aged: {fields: {when: care.born, then: visits.day}}"
    assert "aged" in said(tmp_path, words, aged)


# --- what a mapping can make at all ----------------------------------------------------------


def possible(folder: Path, *duties: Duty, text: str = BOTH) -> tuple[set[str], set[str]]:
    """Duties that are opened, and of these the ones that are judged."""
    mapping = read(folder, text, *duties)
    whole = standard(*duties)
    return opened_duties(mapping, whole), judged_duties(mapping, whole)


def test_a_duty_is_judged_where_both_its_ends_are_told(tmp_path: Path) -> None:
    level = Alternative(Selector("level"))
    found = possible(tmp_path, duty("both"), duty("half", then=level), duty("none", level))
    assert found == ({"both", "half"}, {"both"})
    mapping = read(tmp_path, BOTH)
    assert answered_duties(mapping, standard(duty("none", level))) == {"none"}


def test_one_record_must_be_able_to_hold_all_that_is_asked(tmp_path: Path) -> None:
    """Two records of a kind that each hold half of it are not one that holds both."""
    halves = dedent(VISITS).replace(
        "    records:\n      kind: visit\n      fields:\n        result:",
        "    records:\n      - kind: visit\n        fields: {seen-alone: {always: yes}}\n"
        "      - kind: visit\n        fields:\n          result:",
    )
    asked = (OneOf("result", frozenset({"kept"})), OneOf("seen-alone", frozenset({"yes"})))
    whole = duty("whole", VISIT, Alternative(Selector("visit", asked)))
    half = duty("half", VISIT, Alternative(Selector("visit", asked[:1])))
    assert possible(tmp_path, whole, half, text=halves)[1] == {"half"}


def test_codes_that_a_condition_leaves_out_are_never_told(tmp_path: Path) -> None:
    only = VISITS.replace("kind: visit", "kind: visit\n          only: {result: M}")
    assert possible(tmp_path, SEEN) == ({"seen"}, {"seen"})
    assert possible(tmp_path, SEEN, text=only) == ({"seen"}, set())


def test_what_must_be_running_and_the_age_must_be_told_too(tmp_path: Path) -> None:
    during = duty("during", VISIT, KEPT, running=(Selector("level"),))
    assert possible(tmp_path, during) == ({"during"}, set())
    aged = duty("aged", BirthdayTrigger(Birthday(Age(16))), VISIT)
    assert possible(tmp_path, aged) == ({"aged"}, {"aged"})
    assert possible(tmp_path, aged, text=VISITS) == (set(), set())


def test_moments_that_count_must_be_told(tmp_path: Path) -> None:
    ends = duty("ends", replace(CARE, at="end"))
    itself = duty("itself", CARE, Itself(ItselfForm.ENDED))
    written = duty("written", VISIT, Itself(ItselfForm.RECORDED))
    assert possible(tmp_path, ends, itself, written)[1] == {"ends", "itself"}
    no_end = BOTH.replace("        end: over\n", "")
    assert possible(tmp_path, ends, itself, text=no_end) == ({"ends", "itself"}, set())


def test_an_answer_about_the_trigger_must_say_so(tmp_path: Path) -> None:
    about = duty("about", CARE, replace(VISIT, about=True))
    assert possible(tmp_path, about) == ({"about"}, set())
    told = BOTH.replace(
        "        records:\n          kind: visit",
        "        about: {kind: care, key: [child, begun]}\n        records:\n          kind: visit",
    )
    assert possible(tmp_path, about, text=told)[1] == {"about"}


def test_a_duty_that_is_owed_to_others_does_not_arise_on_these_files(tmp_path: Path) -> None:
    assert possible(tmp_path, duty("of-staff", owed_to=("worker",)))[0] == set()


# --- the mappings that come with Sightline ---------------------------------------------------

BUILT_IN = sorted(built_in())


def built(name: str) -> ReturnMapping:
    return read_mapping(built_in()[name], england())


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_duty_that_a_return_judges_is_listed_with_its_fields_and_no_other(name: str) -> None:
    mapping = built(name)
    listed = {id_ for id_, said in mapping.duties.items() if said.fields is not None}
    assert listed == judged_duties(mapping, england())


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_other_duty_that_a_return_opens_or_answers_is_listed_with_what_is_missing(
    name: str,
) -> None:
    mapping = built(name)
    listed = {id_ for id_, said in mapping.duties.items() if said.missing}
    candidates = opened_duties(mapping, england()) | answered_duties(mapping, england())
    assert candidates - judged_duties(mapping, england()) <= listed


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_is_missing_goes_on_from_a_sentence(name: str) -> None:
    for id_, told in built(name).duties.items():
        assert not told.missing.endswith(".") and told.missing[:1].islower() | (not told.missing), (
            id_
        )
        assert not told.note or told.note.endswith("."), id_


@pytest.mark.parametrize("name", BUILT_IN)
def test_what_a_whole_delivery_holds_agrees(name: str) -> None:
    """With every table and column there, exactly the listed duties are judged in their absence."""
    mapping, standard = built(name), england()
    filled: dict[str, dict[str, tuple[str, ...]]] = {}
    for record in (each for table in mapping.tables for each in table.all_records()):
        fields = filled.setdefault(record.kind, {})
        for field, column in record.fields.items():
            values = column.possible() or ()
            fields[field] = (*fields.get(field, ()), *values) if values else ()
    lacks = {id_: said.missing for id_, said in mapping.duties.items() if said.missing}
    blind = blind_duties(standard, filled, lacks)
    judged = judged_duties(mapping, standard)
    assert judged.isdisjoint(blind) and judged.isdisjoint(untriggered_duties(standard, filled))
    for id_, missing in lacks.items():
        if id_ in standard.duties:
            assert blind[id_] == f"these files do not tell {missing}"
