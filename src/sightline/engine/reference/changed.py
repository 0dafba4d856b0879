"""What corrections have changed since an obligation fell due (clause 7.5)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sightline.engine.model import Day, Minute, Obligation, State
from sightline.engine.reference.facts import Correction, is_answered, matches
from sightline.engine.reference.parts import part_outcome
from sightline.engine.reference.rules import PartOf
from sightline.engine.reference.view import View
from sightline.standard.calendar import end_of_day
from sightline.standard.model import EXEMPTION, Kind, Lasts, Part

_UNSETTLED = frozenset({State.LATE, State.OVERDUE, State.OPEN})
"""States that count as one when asking what changed since (clause 7.5)."""

_Key = tuple[str, str, str, str, int, Day]


@dataclass(frozen=True, slots=True)
class Seen:
    """A correction that a part sees. ``only_after``: it leaves all as it was up to that day."""

    at: Minute
    only_after: Day | None = None


class Corrections:
    """What corrections and withdrawals known at T have changed since obligations fell due.

    Most corrections cannot have changed anything of an obligation, which is then not judged again.
    The file as it stood at two moments is the same if nothing was corrected between them, so it is
    judged once for each correction, and not once for each obligation.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._corrections = sorted(view.corrections, key=lambda one: one.at)
        self.entered = [one.at for one in self._corrections]
        self._of_kind = _by_kind(self._corrections, view.kinds.values())
        self._seen: dict[tuple[str, str], list[Seen]] = {}
        self._views: dict[int, View] = {}
        self._states: dict[tuple[str, str, int], dict[_Key, State]] = {}

    def have_changed(self, part: PartOf, obligation: Obligation) -> bool:
        """Whether corrections made after the due day have changed the state."""
        due = obligation.due
        if due is None or self._view.on.day <= due.day or not self._corrections:
            return False
        seen, due_end = self.seen_by(part), end_of_day(due.day)
        settled = max(due.day, obligation.opened.day)
        if not any(
            one.at > due_end and (one.only_after is None or one.only_after <= settled)
            for one in seen
        ):
            return False
        then = self._states_then(part, seen, due_end)
        return _settled(then.get(obligation.key)) != _settled(obligation.state)

    def seen_by(self, part: PartOf) -> list[Seen]:
        """The corrections that a part sees, in order."""
        asked = (part.duty, part.name)
        if asked not in self._seen:
            self._seen[asked] = list(self._seen_now(part.part))
        return self._seen[asked]

    def _seen_now(self, part: Part) -> Iterator[Seen]:
        """What is corrected of exemptions, of the kinds that a part names, and of what ends those.

        A birthday looks for the first record of any kind.
        """
        numbers = {n for kind in (*part.kinds, EXEMPTION) for n in self._of_kind[kind]}
        for number in range(len(self._corrections)) if part.has_birthdays else sorted(numbers):
            one = self._corrections[number]
            if EXEMPTION in one.kinds:
                yield Seen(one.at)
            elif part.has_birthdays or self._may_count(part, one):
                yield from self._as_seen(part, one)

    def _may_count(self, part: Part, one: Correction) -> bool:
        """Whether a version matches what a part names, or may, or ends what does (clause 2.3)."""
        if any(self._view.kinds[kind].ends_with in one.kinds for kind in part.kinds):
            return True
        until_next = self._until_next(part, one)
        selectors = [selector for selector in part.selectors if selector.kind in one.kinds]
        return any(
            matches(s.tests, v.details) is not False
            or (until_next and all(is_answered(v.details.get(test.field)) for test in s.tests))
            for s in selectors
            for v in one.chain.versions
        )

    def _as_seen(self, part: Part, one: Correction) -> Iterator[Seen]:
        """A correction as a part sees it: not what it changes of fields that the part never names.

        An end added leaves all as it was up to its day. Of what lasts until the next it counts when
        it was entered, and what counts back from a day looks further than the due day.
        """
        named = one.fields is None or not one.fields.isdisjoint(part.words)
        if named or self._until_next(part, one):
            yield Seen(one.at)
        elif one.ended is not None:
            yield Seen(one.at, None if part.counts_back else one.ended)

    def _until_next(self, part: Part, one: Correction) -> bool:
        named = part.kinds & one.kinds
        return any(self._view.kinds[kind].lasts is Lasts.UNTIL_NEXT for kind in named)

    def _states_then(self, part: PartOf, seen: list[Seen], due_end: Minute) -> dict[_Key, State]:
        """The states of a part after the corrections that it saw by the end of a due day."""
        asked = (part.duty, part.name, sum(one.at <= due_end for one in seen))
        if asked not in self._states:
            entered = bisect_right(self.entered, due_end)
            if entered not in self._views:
                self._views[entered] = self._view.as_stood(due_end)
            obligations, _ = part_outcome(self._views[entered], part)
            self._states[asked] = {o.key: o.state for o in obligations}
        return self._states[asked]


def _by_kind(
    corrections: Iterable[Correction], kinds: Collection[Kind]
) -> defaultdict[str, list[int]]:
    """The positions of corrections by the kinds that they are of, and those that they may end."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(corrections):
        for name in one.kinds.union(k.name for k in kinds if k.ends_with in one.kinds):
            found[name].append(number)
    return found


def _settled(state: State | None) -> State | None:
    return State.OPEN if state in _UNSETTLED else state
