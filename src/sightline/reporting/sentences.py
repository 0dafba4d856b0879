"""The sentences at the head of a report: what it all comes to, and what stands beside it.

They speak of counts and states only. What a duty owes is said by the standard (``engine.say``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sightline.engine.figures import BESIDE, CONFIDENCE
from sightline.engine.model import State
from sightline.engine.words import say_moment
from sightline.reporting.content import DutyReport, Share, States
from sightline.reporting.judged import Judged

SENSITIVE = (
    "No name is given here, but each reference stands for one person, and whoever holds the "
    "records can tell which. It is pseudonymised personal data, not anonymous. Keep it, send it "
    "and destroy it as you would the records themselves, and show it only to those who may read "
    "those files."
)
"""What a page and a workbook say of themselves."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``1,204 files``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def lead_of(
    judged: Judged, states: States, share: Share, duties: Sequence[DutyReport]
) -> Iterator[str]:
    """What it all comes to. *Late* and *overdue* are two numbers and are never added up."""
    obligations = sum(states.values())
    if not obligations:
        yield f"Nothing was owed on {counted(len(judged.subjects), 'file')}."
        return
    yield f"{counted(obligations, 'obligation')} on {counted(len(judged.subjects), 'file')}."
    on = say_moment(judged.on)
    if share.denominator:
        yield (
            f"Of {counted(share.denominator, 'obligation')} due by {on} and judged: "
            f"{share.numerator:,} done in time; {states[State.LATE]:,} late; "
            f"{states[State.OVERDUE]:,} overdue, no evidence on file."
        )
    elif not states[State.KEPT] + states[State.BREACHED]:
        yield f"None was due by {on} and could be judged."
    early = states[State.MET] - share.numerator
    if early:
        yield f"{early:,} more {'was' if early == 1 else 'were'} done and fall due after that day."
    if states[State.OVERDUE]:
        to_do, ended = (sum(getattr(d, name) for d in duties) for name in ("to_do", "ended"))
        yield (
            f"Of the {states[State.OVERDUE]:,} overdue, {to_do:,} {'is' if to_do == 1 else 'are'} "
            f"still to do and {ended:,} ended after {'it was' if ended == 1 else 'they were'} due: "
            "off the to-do list, never out of the count."
        )
    if states[State.KEPT] + states[State.BREACHED]:
        yield (
            f"Of what must never happen: {states[State.BREACHED]:,} breached, "
            f"{states[State.KEPT]:,} kept."
        )


def share_said(
    judged: Judged, states: States, share: Share, duties: Sequence[DutyReport]
) -> Iterator[str]:
    """What must be read beside the share: definition, interval, unknowns, and what is left out."""
    yield share.sentence
    if share.low is not None and share.high is not None:
        yield (
            f"Between {share.low:.1%} and {share.high:.1%} ({CONFIDENCE:.0%} interval): "
            f"{len(judged.subjects):,} of {judged.read_of:,} files were read."
        )
    else:
        yield "All files were read, so it has no interval."
    triggers = sum(duty.unknown_triggers for duty in duties)
    yield (
        f"Unknown: {counted(triggers, 'record')} might have triggered a duty, but what decides "
        f"was not recorded; {counted(share.unknown - triggers, 'obligation')} could stand "
        "otherwise with a time of day that was not recorded."
    )
    beside = ", ".join(f"{states[state]:,} {state.value}" for state in BESIDE)
    yield f"Beside it, and never in it: {beside}."


def share_in_words(share: Share) -> str:
    """``41 of 50 (82.0%)``; a share of nothing says so."""
    if share.value is None:
        return "no data"
    return f"{share.numerator:,} of {share.denominator:,} ({share.value:.1%})"


def interval_in_words(share: Share) -> str:
    """``71.2% to 89.0%``; empty where all files were read."""
    if share.low is None or share.high is None:
        return ""
    return f"{share.low:.1%} to {share.high:.1%}"
