"""The names of things in England: each follows the one before without a gap, as the bodies do."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.england import england


def test_a_name_begins_on_the_day_on_which_the_one_before_ends() -> None:
    for term in england().terms.values():
        for before, after in pairwise(term.names):
            assert before.until == after.from_, term.id
        assert term.names[-1].until is None, term.id


@pytest.mark.parametrize(
    ("term", "bodies"),
    [
        ("nhs-commissioner",
         ["primary-care-trust", "clinical-commissioning-group", "integrated-care-board"]),
        ("safeguarding-board",
         ["area-child-protection-committee", "local-safeguarding-children-board"]),
    ],
)  # fmt: skip
def test_terms_and_bodies_say_the_same_days(term: str, bodies: list[str]) -> None:
    names = england().terms[term].names
    found = [england().bodies.declared[body].until for body in bodies]
    assert [name.until for name in names][: len(found)] == found
