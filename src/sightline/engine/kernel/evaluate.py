"""Every duty of a standard on every file of a bucket."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sightline.engine.kernel.arrays import Bucket
from sightline.engine.kernel.chains import chains_at
from sightline.engine.kernel.changed import mark_changed
from sightline.engine.kernel.each import evaluate_each
from sightline.engine.kernel.judge import Owed, join_owed
from sightline.engine.kernel.moments import Flags, Ints
from sightline.engine.kernel.prohibitions import evaluate_prohibitions
from sightline.engine.kernel.rolling import evaluate_rolling
from sightline.engine.kernel.rows import Rows
from sightline.engine.kernel.rules import eligible
from sightline.engine.kernel.singles import evaluate_singles
from sightline.engine.kernel.view import View, view_of
from sightline.engine.kernel.watching import Watch
from sightline.engine.model import Minute, Moment, Watched
from sightline.standard.model import Duty, Part, Standard


def evaluate_many(
    standard: Standard,
    bucket: Bucket,
    *,
    known_at: Minute,
    on: Moment,
    watched: Sequence[Watched] | None = None,
    duties: Collection[str] | None = None,
) -> Rows:
    """Obligations and unknown triggers of many files. Raises OutsideCalendar."""
    chains = chains_at(bucket, known_at)
    view = view_of(bucket, standard, chains, on)
    watch = Watch(watched)
    rows = Rows(view)
    for id_, duty in standard.duties.items():
        if duties is not None and id_ not in duties:
            continue
        owed_to = eligible(view, duty.owed_to)
        for part in duty.parts:
            found, facts, birthdays = evaluate_part(view, watch, duty, part, owed_to)

            def again(then: View, files: Flags, duty: Duty = duty, part: Part = part) -> Owed:
                return evaluate_part(then, watch, duty, part, files)[0]

            found = mark_changed(view, chains, part, found, again)
            rows.add(duty.id, part.name, found, facts, birthdays)
    return rows


def evaluate_part(
    view: View, watch: Watch, duty: Duty, part: Part, owed_to: Flags
) -> tuple[Owed, Ints, Ints]:
    """The obligations of one part, and its unknown triggers: facts, and files for birthdays."""
    found: list[Owed] = []
    unknown: list[Ints] = []
    singles, facts, birthdays = evaluate_singles(view, watch, duty, part, owed_to)
    found.append(singles)
    unknown.append(facts)
    for kind in (evaluate_rolling, evaluate_each, evaluate_prohibitions):
        some, facts = kind(view, watch, duty, part, owed_to)
        found.append(some)
        unknown.append(facts)
    together = join_owed(found)
    facts = np.concatenate(unknown)
    if len(facts):
        facts = np.setdiff1d(facts, together.who.fact)
    return together, facts, birthdays
