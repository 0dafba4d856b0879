"""Every kind of fault of question sets, rating rules and surveys, and all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standard.asked import ASKED
from tests.standard.small import faults_of
from tests.standard.test_faults import Case

TABLE = Path(__file__).parent / "asked_faults.txt"


def cases() -> Iterator[Case]:
    for number, block in enumerate(TABLE.read_text("utf-8").split("\n\n")):
        rows = [row for row in block.split("\n") if row and not row.startswith("#")]
        if rows:
            taken, put, said = ([r[2:] for r in rows if r.startswith(f"{sign} ")] for sign in "-+!")
            end = "" if put or f"{taken[-1]}\n" not in str(ASKED[rows[0]]) else "\n"
            old, new = "\n".join(taken) + end, "\n".join(put)
            yield Case(f"{number}-{taken[0].strip()[:30]}", rows[0], old, new, said)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_what_is_said_of_a_fault(tmp_path: Path, case: Case) -> None:
    content = str(ASKED[case.path])
    assert case.old in content
    changed = {**ASKED, case.path: content.replace(case.old, case.new, 1)}
    assert faults_of(tmp_path, changed) == case.expected


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("questions/a.yaml", "a: b", "1:4: expected what the set of questions is, as a mapping"),
        ("ratings.yaml", "a: b", "1:4: expected how ratings come about, as a mapping"),
        ("surveys/a.yaml", "a: b", "1:4: expected what the survey is, as a mapping"),
        ("surveys/a.yaml", "a: {questions: b}", "expected questions by their ids, as a mapping"),
        ("surveys/a.yaml", "a: {questions: {b: c}}", "expected what is asked, as a mapping"),
        ("questions/a.yaml", "A!: {title: b}", "1:1: expected a name such as 'home-visit'"),
        ("ratings.yaml", "A!: {title: b}", "1:1: expected a name such as 'home-visit'"),
        ("surveys/a.yaml", "A!: {title: b}", "1:1: expected a name such as 'home-visit'"),
    ],
)
def test_something_else_in_its_place(tmp_path: Path, path: str, content: str, said: str) -> None:
    faults = faults_of(tmp_path, {**ASKED, path: content})
    assert any(fault.startswith(f"{path}:") and said in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "questions/a.yaml",
            "title programme from source certainty answers stages strands questions",
        ),
        ("ratings.yaml", "title set by from bands standards source certainty"),
        (
            "surveys/a.yaml",
            "title for where from written fewest source intro privacy worried skip questions",
        ),
    ],
)
def test_what_must_be_said(tmp_path: Path, path: str, words: str) -> None:
    found = faults_of(tmp_path, {**ASKED, path: "a: {}"})
    own = [fault for fault in found if fault.startswith(f"{path}:")]
    assert own == [f"{path}:1:4: expected {word!r}, which is not said" for word in words.split()]
