"""The page of a check: one HTML file that needs no script, no network and no other file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine.model import State
from sightline.engine.words import STATE_SENTENCES
from sightline.reporting.content import SHOWN, DutyReport, Report, States
from sightline.reporting.made import LISTED, MARK_SENTENCES
from sightline.reporting.sentences import SENSITIVE, counted
from sightline.reporting.templating import environment

REJECTS_LISTED = 200
"""How many rejects the page lists; the workbook has them all."""


def page(report: Report, workbook: str = "") -> str:
    """The report as HTML. ``workbook``: the name of the one made with it, if there is one."""
    template = environment().get_template("page.html.jinja")
    return template.render(
        report=report,
        workbook=workbook,
        sensitive=SENSITIVE,
        present=[state for state in SHOWN if report.states[state]],
        absent=[state for state in SHOWN if not report.states[state]],
        sentences=STATE_SENTENCES,
        marks=MARK_SENTENCES,
        subject="Child" if set(report.files) == {"child"} else "File",
        titles={duty.id: duty.title for duty in report.duties},
        listed=LISTED,
        rejects_listed=REJECTS_LISTED,
        counted=counted,
        bars=bars,
        in_words=in_words,
        State=State,
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar: so many of a state, from a place along it, in thousandths."""

    state: State
    number: int
    start: int
    width: int

    @property
    def name(self) -> str:
        """What its style is called."""
        return self.state.value.replace(" ", "-")


def bars(duty: DutyReport) -> Iterator[Bar]:
    """The pieces of a duty's bar, in the order of the table's columns; none where nothing is."""
    ends = 0
    for state, number in _present(duty.states):
        start = round(1000 * ends / duty.obligations)
        ends += number
        yield Bar(state, number, start, round(1000 * ends / duty.obligations) - start)


def in_words(states: States) -> str:
    """``41 met, 5 late, 4 overdue``: what a bar shows, for those who do not see it."""
    return ", ".join(f"{number:,} {state.value}" for state, number in _present(states))


def _present(states: States) -> Iterator[tuple[State, int]]:
    return ((state, states[state]) for state in SHOWN if states[state])
