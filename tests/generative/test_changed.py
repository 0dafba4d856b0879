"""What the plain evaluator does not judge again would have come to the same (clause 7.5)."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from sightline.engine.reference.changed import Corrections, Seen
from sightline.engine.reference.rules import PartOf
from tests.generative.outcomes import attempt, by_reference
from tests.generative.strategies import seeded_case

BLOCK = 100


def all_of_them(corrections: Corrections, _: PartOf) -> list[Seen]:
    """Every correction, as one that can change anything."""
    return [Seen(at) for at in corrections.entered]


@pytest.mark.parametrize("block", range(10))
def test_every_correction_may_be_weighed_to_the_same_end(block: int) -> None:
    changed = 0
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        case = seeded_case(seed)
        found = attempt(by_reference, case)
        with patch.object(Corrections, "seen_by", all_of_them):
            whole = attempt(by_reference, case)
        # Judging again what need not be may run out of a calendar that is not needed otherwise.
        if not isinstance(whole, str):
            assert found == whole, f"seeded_case({seed})"
            changed += "CHANGED_SINCE" in repr(whole)
    assert changed
