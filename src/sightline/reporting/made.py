"""A report made from what a check came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sightline.engine.figures import Figure, Over, figures
from sightline.engine.model import Moment, Note, State
from sightline.engine.overdue import how_long
from sightline.engine.say import say_rule
from sightline.engine.words import say_day, say_notes, say_when
from sightline.reporting.content import (
    SHOWN,
    Cause,
    DutyReport,
    FileReport,
    Pressing,
    Report,
    RuleSaid,
    Share,
    States,
)
from sightline.reporting.counting import Counts, counts, counts_by_rule, subjects_table
from sightline.reporting.gaps import gaps_of
from sightline.reporting.judged import Judged
from sightline.reporting.sentences import lead_of, share_said
from sightline.returns.errors import Reject
from sightline.standard.calendar import calendar_of
from sightline.standard.model import Duty, Measure, MeasureOf, Part, Rule

LISTED = 25
"""How many overdue obligations, and how many files, a page lists; the workbook has them all."""

MARK_SENTENCES: Mapping[str, str] = {
    "check": "The number or the day is from memory: check it in the source before relying on it.",
    "local": "It was decided locally, in an overlay on the standard.",
    "sure": "The number and the day were read in the source.",
}
"""How certain a rule is, least certain first."""

MARKS = tuple(MARK_SENTENCES)


def report_of(judged: Judged) -> Report:
    """What a check came to, as a report says it."""
    tree = counts(judged.rows).get("", {})
    unknown = Counter(judged.unknown.column("duty").to_pylist())
    pressing = _pressing_rows(judged)
    arisen = _arisen(judged, tree, unknown)
    whole, *shares = _shares(judged, arisen)
    of_duties, of_measures = shares[: len(arisen)], shares[len(arisen) :]
    duties = tuple(
        sorted(
            _duties(judged, arisen, of_duties, tree, unknown, pressing),
            key=lambda duty: -duty.to_do - duty.states[State.BREACHED],
        )
    )
    states = {state: sum(duty.states[state] for duty in duties) for state in SHOWN}
    files = _files(judged, pressing)
    return Report(
        records=tuple(_whose(judged)),
        standard=judged.standard.title,
        standard_id=judged.standard.name,
        version=judged.standard.version,
        digest=judged.standard.digest,
        on=judged.on,
        when=say_when(judged.on, judged.known_at),
        files=dict(sorted(Counter(subject.type for subject in judged.subjects).items())),
        states=states,
        lead=tuple(lead_of(judged, states, whole, duties)),
        share=whole,
        share_said=tuple(share_said(judged, states, whole, duties)),
        measures=tuple(share for share in of_measures if share.denominator),
        duties=duties,
        children=tuple(file for file in files if file.type == "child"),
        others=tuple(file for file in files if file.type != "child"),
        gaps=tuple(gaps_of(judged, duties)),
        causes=tuple(_causes(judged)),
        rejects=tuple(judged.rejects),
    )


# --- what was counted ------------------------------------------------------------------------


def _states(found: Mapping[str, int]) -> States:
    return {state: found.get(state.value, 0) for state in SHOWN}


def _whose(judged: Judged) -> Iterator[str]:
    """Whose records they are, as far as they say so themselves."""
    if title := judged.coverage.get("title"):
        yield str(title)
    places = sorted({subject.place for subject in judged.subjects if subject.place})
    if places:
        yield ", ".join(places)
    if judged.read_from:
        yield f"read from {', '.join(judged.read_from)}"


def _arisen(judged: Judged, tree: Counts, unknown: Mapping[str, int]) -> list[Duty]:
    """The duties that anything can be said of, in the order of the standard."""
    return [d for d in judged.standard.duties.values() if d.id in tree or d.id in unknown]


def _shares(judged: Judged, arisen: Sequence[Duty]) -> list[Share]:
    """Of all duties together, then of each that arose, then of each measure of the standard."""
    asked = set(judged.standard.duties if judged.duties is None else judged.duties)
    arose = {duty.id for duty in arisen}
    measures = [
        _timeliness("", "All duties", arose),
        *(_timeliness(duty.id, duty.title, {duty.id}) for duty in arisen),
        *(
            measure
            for measure in judged.standard.measures.values()
            if measure.of is MeasureOf.TIMELINESS
            and asked.issuperset(measure.duties)
            and arose.intersection(measure.duties)
        ),
    ]
    dues = [day for day in judged.rows.column("due_day").unique().to_pylist() if day is not None]
    over = Over(min(dues, default=judged.on.day), judged.on.day, (), judged.read_of)
    found = figures(
        judged.standard,
        measures,
        judged.rows,
        judged.unknown,
        subjects_table(judged.subjects),
        over,
    )
    return [_share(figure) for figure in found]


def _timeliness(id_: str, title: str, duties: set[str]) -> Measure:
    sentence = "Of what has fallen due, the share done on or before the day it was due."
    return Measure(id_, title, sentence, MeasureOf.TIMELINESS, tuple(sorted(duties)))


def _share(figure: Figure) -> Share:
    return Share(
        figure.title,
        figure.sentence,
        figure.numerator,
        figure.denominator,
        figure.unknown,
        figure.low,
        figure.high,
    )


# --- duty by duty ----------------------------------------------------------------------------


def _duties(
    judged: Judged,
    arisen: Sequence[Duty],
    shares: Sequence[Share],
    tree: Counts,
    unknown: Mapping[str, int],
    pressing: Sequence[Mapping[str, Any]],
) -> Iterator[DutyReport]:
    by_rule = counts_by_rule(judged.rows)
    places = {subject.id: subject.place for subject in judged.subjects}
    by_duty: dict[str, list[Mapping[str, Any]]] = {}
    for row in pressing:
        by_duty.setdefault(row["duty"], []).append(row)
    for duty, share in zip(arisen, shares, strict=True):
        found = by_duty.get(duty.id, [])
        overdue = [row for row in found if row["state"] == State.OVERDUE]
        to_do = [row for row in overdue if not _has_ended(row)]
        breached = [row for row in found if row["state"] == State.BREACHED]
        rules = tuple(_rules(duty, by_rule))
        yield DutyReport(
            id=duty.id,
            title=duty.title,
            why=duty.why,
            states=_states(tree.get(duty.id, {})),
            share=share,
            mark=min((rule.mark for rule in rules), key=MARKS.index, default=""),
            rules=rules,
            unknown_triggers=unknown.get(duty.id, 0),
            blind=judged.blind.get(duty.id, ""),
            to_do=len(to_do),
            ended=len(overdue) - len(to_do),
            overdue=tuple(_pressing(judged, duty, row, places) for row in to_do[:LISTED]),
            breached=tuple(_pressing(judged, duty, row, places) for row in breached[:LISTED]),
        )


def _rules(duty: Duty, by_rule: Mapping[tuple[str, str, int], int]) -> Iterator[RuleSaid]:
    """The rules that obligations came under; if there are none, the last rule of each part."""
    used = [
        (part, rule, by_rule.get((duty.id, part.name, position), 0))
        for part in duty.parts
        for position, rule in enumerate(part.rules)
    ]
    chosen = [each for each in used if each[2]]
    for part, rule, obligations in chosen or [(part, part.rules[-1], 0) for part in duty.parts]:
        yield RuleSaid(
            part=part.title if part.name else "",
            lines=tuple(line.strip() for line in say_rule(rule)),
            basis=rule.basis.value,
            source=rule.source,
            mark=rule.certainty or "local",
            obligations=obligations,
        )


def _pressing_rows(judged: Judged) -> list[Mapping[str, Any]]:
    """Overdue and breached obligations, longest due first."""
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array([State.OVERDUE.value, State.BREACHED.value])
    columns = ["file", "duty", "part", "step", "period", "rule", "opened_day", "opened_minute",
               "due_day", "due_minute", "booked", "state", "notes"]  # fmt: skip
    chosen = judged.rows.select(columns).filter(pc.is_in(judged.rows["state"], wanted))
    rows: list[Mapping[str, Any]] = chosen.to_pylist()
    return sorted(rows, key=lambda row: (_since(row), row["file"], row["duty"], row["part"]))


def _since(row: Mapping[str, Any]) -> int:
    """The day since which it presses: it was due, or began where it was a prohibition."""
    return int(row["opened_day"] if row["due_day"] is None else row["due_day"])


def _has_ended(row: Mapping[str, Any]) -> bool:
    return Note.ENDED in Note(row["notes"])


def _pressing(
    judged: Judged, duty: Duty, row: Mapping[str, Any], places: Mapping[str, str]
) -> Pressing:
    part = next(part for part in duty.parts if part.name == row["part"])
    rule: Rule = part.rules[row["rule"]]
    due = None if row["due_day"] is None else Moment(row["due_day"], row["due_minute"])
    calendar = calendar_of(judged.standard.calendar_for(places.get(row["file"], "")))
    booked = [] if row["booked"] is None else [f"booked for {say_day(row['booked'])}"]
    return Pressing(
        file=row["file"],
        part=_part_said(part, row),
        opened=Moment(row["opened_day"], row["opened_minute"]),
        due=due,
        over=None if due is None else how_long(calendar, rule, row["step"], due, judged.on),
        notes=(*booked, *say_notes(Note(row["notes"]))),
    )


def _part_said(part: Part, row: Mapping[str, Any]) -> str:
    told = [part.title] if part.name else []
    if row["step"] is not None:
        told.append(f"step {row['step']}")
    if row["period"] is not None:
        told.append(f"the period from {say_day(row['period'])}")
    return ", ".join(told)


# --- file by file ----------------------------------------------------------------------------


def _files(judged: Judged, pressing: Sequence[Mapping[str, Any]]) -> list[FileReport]:
    """Every file with something overdue or breached, those with the most to do first."""
    types = {subject.id: subject.type for subject in judged.subjects}
    by_file: dict[str, list[Mapping[str, Any]]] = {}
    for row in pressing:
        by_file.setdefault(row["file"], []).append(row)
    found = [_file(id_, types.get(id_, ""), rows) for id_, rows in by_file.items()]
    return sorted(
        found, key=lambda f: (-f.to_do - f.breached, -f.ended, _since_of(f, judged.on), f.id)
    )


def _since_of(file: FileReport, on: Moment) -> int:
    return on.day if file.oldest is None else file.oldest


def _file(id_: str, type_: str, rows: Sequence[Mapping[str, Any]]) -> FileReport:
    overdue = [row for row in rows if row["state"] == State.OVERDUE]
    to_do = [row for row in overdue if not _has_ended(row)]
    return FileReport(
        id=id_,
        type=type_,
        to_do=len(to_do),
        ended=len(overdue) - len(to_do),
        breached=len(rows) - len(overdue),
        oldest=min((row["due_day"] for row in to_do or overdue), default=None),
        duties=tuple(dict.fromkeys(row["duty"] for row in rows)),
    )


# --- what was refused ------------------------------------------------------------------------


def _causes(judged: Judged) -> list[Cause]:
    """Rejects by file, field and reason, the most frequent first."""
    by_cause: dict[tuple[str, str, str], list[Reject]] = {}
    for reject in judged.rejects:
        by_cause.setdefault((reject.file, reject.field, reject.reason), []).append(reject)
    causes = [
        Cause(
            *key,
            rows=len(found),
            first_line=min(reject.line for reject in found),
            found=tuple(Counter(reject.found for reject in found).most_common(3)),
        )
        for key, found in by_cause.items()
    ]
    return sorted(causes, key=lambda cause: (-cause.rows, cause.file, cause.first_line))
