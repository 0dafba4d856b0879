"""What a duty says to a child: read strictly, safe to leave on a table, plain at twelve."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Part
from sightline.standard.to_child import JARGON, MOST_WORDS
from tests.england import england
from tests.standard.duty import duty_of, faults_in
from tests.standard.readability import reading_age
from tests.standard.small import FILES, faults_of, write

DOCS = Path(__file__).parents[2] / "docs" / "concepts"

READ_AT = 12
"""The reader for whom the sentences are written."""

PARTS = """\
when: {custody: {}}
then: {visit: {}}
within: 5 days
parts:
  first: {title: Seen}
  second: {title: Heard, not-told: Somebody at home may read it.}
"""


def test_a_duty_says_it_to_the_child_or_why_not(tmp_path: Path) -> None:
    (part,) = duty_of(tmp_path, "to-child: Someone must come to see you.\n" + ONE).parts
    assert (part.to_child, part.not_told) == ("Someone must come to see you.", "")
    (part,) = duty_of(tmp_path, "not-told: Others may read it.\n" + ONE).parts
    assert (part.to_child, part.not_told) == ("", "Others may read it.")


def test_a_part_takes_it_from_the_duty_or_says_its_own(tmp_path: Path) -> None:
    first, second = duty_of(tmp_path, "to-child: Someone must see you.\n" + PARTS).parts
    assert (first.to_child, first.not_told) == ("Someone must see you.", "")
    assert (second.to_child, second.not_told) == ("", "Somebody at home may read it.")


ONE = "when: {custody: {}}\nthen: {visit: {}}\nwithin: 5 days"
LONG = " ".join(["you"] * MOST_WORDS)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (f"to-child: You {LONG}.", "a child reads 20 words at most; here are 21"),
        ("to-child: someone must come.", "expected a sentence for a child, from its capital"),
        ("to-child: Someone must come", "expected a sentence for a child, from its capital"),
        ("to-child: Your referral is reviewed.", "no child of twelve need know 'referral' or"),
        ("to-child: Your IRO must come.", "no child of twelve need know 'IRO': say it plainly"),
        ("to-child: Come.\nnot-told: So.", "'not-told' stands beside 'to-child'"),
        ("to-child: ''", "expected text, found nothing"),
    ],
)
def test_what_no_child_can_read_is_a_fault(tmp_path: Path, said: str, fault: str) -> None:
    found = faults_in(tmp_path, f"{said}\n{ONE}")
    assert len(found) == 1
    assert fault in found[0]


def test_what_no_part_takes_is_a_fault(tmp_path: Path) -> None:
    said = PARTS.replace("{title: Seen}", "{title: Seen, to-child: Someone must see you.}")
    (fault,) = faults_in(tmp_path, f"to-child: Someone must come.\n{said}")
    assert "no part takes this 'to-child': each has its own" in fault


def test_nothing_is_said_to_a_child_who_is_owed_nothing(tmp_path: Path) -> None:
    told = DUTY.format(told="to-child: Someone must come.").replace("to: child", "to: adult")
    (fault,) = faults_of(tmp_path, {**SMALL, "duties/plans.yaml": told})
    assert "'to-child' has no meaning here: no child is owed this" in fault


@pytest.mark.parametrize("sensitivity", ["police", "victim"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_rests_on_the_police_or_a_victim_is_never_told(
    tmp_path: Path, sensitivity: str, whole: bool
) -> None:
    """Neither a kind that they alone read, nor a field of one that a rule asks for."""
    kinds = FILES["kinds/all.yaml"]
    before, after = (
        ("visit:\n  title: Visit\n", f"visit:\n  title: Visit\n  sensitivity: {sensitivity}\n")
        if whole
        else ("Seen, type: yes-no}\n", f"Seen, type: yes-no, sensitivity: {sensitivity}}}\n")
    )
    assert kinds.count(before) == 1
    duties = DUTY.format(told="to-child: Someone must come to see you.")
    files = {"duties/plans.yaml": duties, "kinds/all.yaml": kinds.replace(before, after)}
    (fault,) = faults_of(tmp_path, {**SMALL, **files})
    assert "this is told to the child and reads" in fault
    safe = {**SMALL, **files, "duties/plans.yaml": DUTY.format(told="not-told: The police know.")}
    assert load(write(tmp_path / "safe", safe)).duties


DUTY = """\
seen:
  title: Somebody comes
  serves: here
  owed-to: child
  {told}
  owner: somebody
  why: It matters.
  when: {{custody: {{}}}}
  then: {{visit: {{seen: yes}}}}
  within: 5 days
  rules: [{{from: 2004-01-01, basis: local, source: Here}}]
  examples:
    - {{says: So, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}}
    - {{says: So, rule: 2004-01-01, records: [], checked: 2020-01-01, expect: []}}
"""
SMALL = {path: text for path, text in FILES.items() if not path.startswith("measures")}


def test_where_one_duty_speaks_to_children_all_that_are_owed_to_one_do(tmp_path: Path) -> None:
    one = DUTY.format(told="to-child: Someone must come to see you.")
    silent = DUTY.format(told="certain: so").replace("  certain: so\n", "")
    other = silent.replace("seen:\n", "heard:\n", 1)
    assert load(write(tmp_path / "none", {**SMALL, "duties/plans.yaml": silent + other})).duties
    (fault,) = faults_of(tmp_path / "one", {**SMALL, "duties/plans.yaml": one + other})
    assert "this duty is owed to a child and says neither 'to-child' nor 'not-told'" in fault
    adult = other.replace("owed-to: child", "owed-to: adult")
    assert load(write(tmp_path / "adult", {**SMALL, "duties/plans.yaml": one + adult})).duties


# --- the standard of England -------------------------------------------------------------------


def owed_to_children() -> list[Part]:
    return [p for d in england().duties.values() if "child" in d.owed_to for p in d.parts]


def test_every_duty_owed_to_a_child_says_it_or_why_not() -> None:
    for part in owed_to_children():
        assert bool(part.to_child) != bool(part.not_told), part.title


def test_the_manual_says_how_many_are_said() -> None:
    duties = [duty for duty in england().duties.values() if "child" in duty.owed_to]
    said = [duty for duty in duties if any(part.to_child for part in duty.parts)]
    sentences = {part.to_child for part in owed_to_children()} - {""}
    manual = " ".join((DOCS / "childs-page.md").read_text().split())
    assert f"Of the {len(duties)} duties" in manual and f", {len(said)} are said" in manual
    assert f"in {len(sentences)} sentences" in manual


def test_a_child_of_twelve_can_read_each_and_a_younger_one_most() -> None:
    """By the formula of Kincaid and others (``readability``), which is rough for a few words."""
    told = list(dict.fromkeys(part.to_child for part in owed_to_children() if part.to_child))
    for sentence in told:
        assert reading_age(sentence) <= READ_AT, sentence
    assert reading_age(" ".join(told)) < READ_AT - 2


NOT_ON_THE_TABLE = """
    abus arrest baby crim exploit gang mappa offen police pregnan self-harm sexual suicid victim
    violen
"""


def test_none_says_what_others_at_the_table_must_not_read() -> None:
    for part in owed_to_children():
        assert not [word for word in NOT_ON_THE_TABLE.split() if word in part.to_child.lower()]


def test_words_of_the_trade_are_small_letters() -> None:
    """Each is looked up in small letters: a capital would never be found."""
    assert all(word == word.lower() for word in JARGON)
