"""The page of states and notes, in the order of precedence that the engine's model has them in."""

from __future__ import annotations

from sightline.engine.model import NOTE_WORDS, State
from sightline.engine.words import NOTE_SENTENCES, STATE_SENTENCES
from tools.docs_text import page, table

_INTRODUCTION = """\
Every obligation is in one state, and the state is worked out whenever it is asked for: it follows
from what is on file, from the day on which it is asked, and from nothing else. Where more than one
would do, the first of this list stands. A duty that something must *never* happen is breached or
kept; it may be excused or not watched, and never any of the others."""

_NOTES = """\
What else must be said of an obligation stands beside its state, and does not change it."""

_NEVER_MERGED = """\
*Late* and *overdue* are never added together: late was done, and of what is overdue there is no
evidence on file. *Not watched* is neither: nobody can say."""


def states() -> str:
    """The page."""
    return page(
        "States",
        _INTRODUCTION,
        table(
            ("", "State", "What it means"),
            [(str(n), f"**{s.value}**", STATE_SENTENCES[s]) for n, s in enumerate(State, 1)],
        ),
        _NEVER_MERGED,
        "## Notes",
        _NOTES,
        table(
            ("Note", "What it means"),
            [(f"*{word}*", NOTE_SENTENCES[note]) for note, word in NOTE_WORDS.items()],
        ),
        "The clauses are [7.4](../concepts/meaning.md) and those beside it; "
        "the [worked tables](spec.md) show each state by its dates.",
    )
