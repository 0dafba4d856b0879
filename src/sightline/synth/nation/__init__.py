"""The synthetic nation of the third review: invented files from which its figures come out again.

    made = nation(seed=1)
    known = Known(made.known_at, made.watched, made.people)
    reproduce(standard, review, made.files, known)

``targets`` has the margins and the printed rows that they come from, ``dealt_children`` and
``dealt_adults`` deal them to files as cards, ``child`` and ``adult`` tell each file so that its
records show its card. No measure and no evaluator reads a card. ``scaled(1_000_000)`` is the same
nation with more children than were ever read, file by file.
"""

from sightline.synth.nation.made import Nation, nation
from sightline.synth.nation.scaled import Scaled, scaled

__all__ = ["Nation", "Scaled", "nation", "scaled"]
