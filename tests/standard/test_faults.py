"""Every kind of fault: one change to a standard that is right, and all that is said of it.

The tables are in ``faults/*.txt``: a file, the text taken out (-), the text put in (+), and what
the loader says (!), word for word. Text with nothing in its place takes its line end along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sightline.standard import Fault, FaultyStandard, load
from tests.standard.small import FILES, changed, faults_of, write

TABLES = sorted((Path(__file__).parent / "faults").glob("*.txt"))


@dataclass(frozen=True)
class Case:
    """One row of a table, and the line on which it stands there."""

    name: str
    path: str
    old: str
    new: str
    expected: list[str]


def cases() -> Iterator[Case]:
    for table in TABLES:
        line = 1
        for block in table.read_text().split("\n\n"):
            rows = [row for row in block.split("\n") if row and not row.startswith("#")]
            if rows:
                yield case(f"{table.stem}-{line}", rows)
            line += block.count("\n") + 2


def case(name: str, rows: list[str]) -> Case:
    taken, put, said = ([row[2:] for row in rows if row.startswith(f"{sign} ")] for sign in "-+!")
    old = "\n".join(taken)
    if not put and f"{old}\n" in FILES[rows[0]]:
        old += "\n"
    return Case(name, rows[0], old, "\n".join(put), said)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_what_is_said_of_a_fault(tmp_path: Path, case: Case) -> None:
    found = faults_of(tmp_path, changed(case.path, (case.old, case.new)))
    assert found == case.expected


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_the_parts_of_a_fault_are_those_of_its_sentence(tmp_path: Path, case: Case) -> None:
    files = changed(case.path, (case.old, case.new))
    with pytest.raises(FaultyStandard) as raised:
        load(write(tmp_path, files))
    for fault in raised.value.faults:
        lines = str(files[fault.path]).split("\n")
        check_found(fault, lines[fault.line - 1][fault.column - 1 :])
        check_expected(fault)


def check_found(fault: Fault, there: str) -> None:
    """What was found is what stands there; a fault of the YAML or of a whole file names nothing."""
    if not fault.found:
        of_the_yaml = "has no place|not YAML|one document|nested|says nothing"
        assert fault.line == 0 or re.search(of_the_yaml, fault.message)
        return
    begins = {"a list": "[-", "an empty list": "[", "an empty mapping": "{"}
    if fault.found in begins:
        assert there[0] in begins[fault.found]
    elif fault.found == "nothing":
        assert there[:1] in ("", " ", "}", ",", "'")
    elif fault.found == "a mapping":
        assert there[0] == "{" or re.match(r"[a-z<-]+:", there)
    else:
        assert there.replace('"', "").startswith(fault.found.strip("'"))


def check_expected(fault: Fault) -> None:
    """What was expected is said in the sentence, whole, and no other is; not every fault says."""
    told = re.fullmatch(
        r"expected (.*)(?:, which is not said|, found (.*?)(?:; did you mean '.*'\?)?)",
        fault.message,
    )
    may_be = re.fullmatch(r"('.*?') has no meaning here(?:: it may be (.*)|; .*)?", fault.message)
    if may_be:
        assert fault.found == may_be[1]
        assert fault.expected == may_be[2] or (may_be[2] is None and fault.expected)
    elif told and fault.expected not in BRIEFLY:
        if fault.expected:
            assert (fault.expected, fault.found) == (told[1], told[2] or fault.found)
        else:
            assert re.search("a day after|lasts a span|begins after", fault.message)
    else:
        assert fault.expected in ("", *BRIEFLY)


BRIEFLY = ("one clock", "a kind that lasts", "a list of two clocks", "two examples")
"""What was expected where the sentence says it at greater length, or says more besides."""


def test_the_small_standard_itself_is_right(tmp_path: Path) -> None:
    load(write(tmp_path, FILES))


def test_all_faults_are_named_at_once_by_file_and_line(tmp_path: Path) -> None:
    files = changed("kinds/all.yaml", ("type: yes-no", "type: yesno"), ("narrative: no", "a: b"))
    files["duties/plans.yaml"] = changed(
        "duties/plans.yaml", ("owed-to: child", "owed-to: chid"), ("15 working", "15 workin")
    )["duties/plans.yaml"]
    files["standard.yaml"] = "name: small"
    assert faults_of(tmp_path, files) == [
        "duties/plans.yaml:4:12: expected 'child', 'adult', 'worker', 'agency', 'board' or "
        "'establishment', found 'chid'; did you mean 'child'?",
        "duties/plans.yaml:11:53: expected an interval such as '5 working days', found "
        "'15 workin days'",
        "kinds/all.yaml:14:35: expected 'text', 'number', 'yes-no', 'date', 'moment', 'code', "
        "'codes' or 'file', found 'yesno'; did you mean 'yes-no'?",
        "kinds/all.yaml:40:7: 'a' has no meaning here: it may be 'title', 'type', 'codes', "
        "'required', 'help', 'sensitivity', 'narrative' or 'carried'",
        "standard.yaml:1:1: expected 'title', which is not said",
        "standard.yaml:1:1: expected 'version', which is not said",
        "standard.yaml:1:1: expected 'jurisdiction', which is not said",
    ]


def test_a_fault_has_its_parts(tmp_path: Path) -> None:
    write(tmp_path, changed("duties/plans.yaml", ("15 working days", "15 workdays")))
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path)
    expected = "an interval such as '5 working days'"
    assert raised.value.faults == (
        Fault(
            path="duties/plans.yaml",
            line=11,
            column=53,
            found="'15 workdays'",
            expected=expected,
            message=f"expected {expected}, found '15 workdays'",
        ),
    )


def test_what_a_faulty_kind_would_have_had_is_not_called_missing(tmp_path: Path) -> None:
    files = changed("kinds/all.yaml", ("title: Plan", "titel: Plan"))
    assert faults_of(tmp_path, files) == [
        "kinds/all.yaml:46:3: 'titel' has no meaning here; did you mean 'title'?"
    ]


def test_a_file_that_cannot_be_read_leaves_the_others_to_be_checked(tmp_path: Path) -> None:
    files = {**FILES, "kinds/all.yaml": "a: b: c", "measures/plans.yaml": "'"}
    assert [fault.split(": ")[0] for fault in faults_of(tmp_path, files)] == [
        "kinds/all.yaml:1:5",
        "measures/plans.yaml:1:2",
    ]
