"""What a duty says to the child to whom it is owed (``to-child``), or why nothing (``not-told``).

A child reads these sentences on a page of their own, which may lie on the kitchen table. So each is
short and without words of the trade, and what rests on what the police or a victim said is never
told. How hard they are to read is measured by a test, with ``tests/standard/readability.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sightline.standard.faults import Unreadable
from sightline.standard.model import Duty, Kind, Part, Sensitivity
from sightline.standard.nodes import Node, Scalar, Words, listing
from sightline.standard.scalars import text

TO_CHILD, NOT_TOLD = "to-child", "not-told"
CHILD = "child"
MOST_WORDS = 20
"""So many words has a sentence for a child at most."""

_OF_THE_TRADE = """
    agencies agency allocate allocated allocation assess assessed assesses assessment assessments
    authorise authorised authority bail breach breached case caseload commission compliance
    comply conference countersign countersigned designated detained disclose disclosure duty
    eligible engage engagement establishment exemption intervention lapse legislation liaison
    monitor monitored multi-agency notification notified notify obligation outcome overdue
    partnership placement pre-sentence proceedings protocol provision refer referral referred
    remand remanded review reviewed safeguarding screen screened screening statutory strategy
    supervised supervision threshold vulnerability vulnerable
"""
JARGON = frozenset(_OF_THE_TRADE.split())
"""Words of the trade, which say nothing to a reader of twelve."""

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_NEVER_TOLD = frozenset({Sensitivity.POLICE, Sensitivity.VICTIM})


def read_told(level: Words) -> tuple[str, str] | None:
    """What a duty or a part says to the child, and why it does not: one of the two, or None."""
    if TO_CHILD in level and NOT_TOLD in level:
        level.wrong(NOT_TOLD, f"{NOT_TOLD!r} stands beside {TO_CHILD!r}: it is told or it is not")
    if TO_CHILD not in level and NOT_TOLD not in level:
        return None
    says = level.maybe(TO_CHILD, _sentence, "")
    return says, level.maybe(NOT_TOLD, text, "")


def _sentence(node: Node) -> str:
    """Whole sentences that a child can read."""
    said = read_plain(node)
    if not (said[0].isupper() and said.endswith(".")):
        node.refuse("a sentence for a child, from its capital letter to its full stop")
    return said


def read_plain(node: Node) -> str:
    """Words that a child can read, such as ``your social worker``."""
    said = text(node)
    words = _WORD.findall(said)
    if len(words) > MOST_WORDS:
        node.refuse("", message=f"a child reads {MOST_WORDS} words at most; here are {len(words)}")
    if of_the_trade := [word for word in words if word.lower() in JARGON or _is_short_for(word)]:
        node.refuse(
            "", message=f"no child of twelve need know {listing(of_the_trade)}: say it plainly"
        )
    return said


def _is_short_for(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper()


def check_told(duty: Words, parts: Mapping[str, Words], owed_to: tuple[str, ...] | None) -> None:
    """Report what is said to a child who is owed nothing, and what no part takes."""
    for level in (duty, *parts.values()):
        for word in (TO_CHILD, NOT_TOLD):
            if word in level and owed_to is not None and CHILD not in owed_to:
                level.wrong(word, f"{word!r} has no meaning here: no child is owed this")
    if parts and all(TO_CHILD in part or NOT_TOLD in part for part in parts.values()):
        for word in (TO_CHILD, NOT_TOLD):
            if word in duty:
                duty.wrong(word, f"no part takes this {word!r}: each has its own")


def check_safe(kinds: Mapping[str, Kind | None], part: Part, place: Node) -> None:
    """Refuse to tell a child of what rests on what the police or a victim said."""
    if not part.to_child:
        return
    for kind in filter(None, (kinds.get(name) for name in sorted(part.kinds))):
        for title in _never_told(kind, part):
            place.report(
                f"this is told to the child and reads {title!r}, which only the police or those "
                f"who work with victims read: say {NOT_TOLD!r} and why"
            )
            raise Unreadable


def _never_told(kind: Kind, part: Part) -> Iterator[str]:
    if kind.sensitivity in _NEVER_TOLD:
        yield kind.name
    for field in kind.fields.values():
        if field.sensitivity in _NEVER_TOLD and field.name in part.words:
            yield field.name


def check_all_told(duties: Mapping[str, Duty | None], places: Mapping[str, Scalar]) -> None:
    """Where a standard speaks to children, it says of each duty owed to one what, or why not."""
    read = [duty for duty in duties.values() if duty is not None]
    if not any(part.to_child or part.not_told for duty in read for part in duty.parts):
        return
    for duty in read:
        for part in duty.parts:
            if CHILD in duty.owed_to and not (part.to_child or part.not_told):
                which = f"the part {part.name!r} of this duty" if part.name else "this duty"
                places[duty.id].report(
                    f"{which} is owed to a child and says neither {TO_CHILD!r} nor {NOT_TOLD!r}, "
                    "as other duties here do"
                )
