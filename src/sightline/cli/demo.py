"""``sightline demo``: the main job, on files that nobody real is in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from sightline.cli.check import Checked, counts, evaluate, said_when, told_counts
from sightline.cli.inputs import Case, Source, read_standard
from sightline.cli.text import counted, table
from sightline.engine.model import File, Note, Obligation, State
from sightline.engine.words import say_day, say_moment, say_notes
from sightline.standard.model import Standard

WORST = (State.BREACHED, State.OVERDUE)
"""What is listed first: broken prohibitions, and what is past due without evidence on file."""


@click.command()
@click.option("--seed", default=1, show_default=True, help="Another seed, other files.")
@click.option("--children", default=300, show_default=True, type=click.IntRange(min=10))
def command(seed: int, children: int) -> None:
    """Judge an invented youth justice service against the standard of England.

    Nobody in it exists. The faults in its records were put there to be found.
    """
    from sightline.returns.judged import blind_duties
    from sightline.synth import service

    standard = read_standard("england")
    made = service(seed, children)
    blind = blind_duties(standard, made.holds)
    source = Source(made.files, made.watched, {}, blind=blind)
    case = Case(standard, source, made.on, made.known_at)
    for line in told(evaluate(case)):
        click.echo(line)


def told(checked: Checked) -> Iterator[str]:
    """The demonstration as lines of text."""
    standard, files = checked.case.standard, checked.case.source.files
    types = Counter(file.subject.type for file in files)
    records = sum(len(file.records) for file in files)
    yield "Synthetic records: nobody in them exists."
    yield (
        f"{standard.title} ({standard.name} {standard.version}), held against "
        f"{', '.join(f'{number} {type_} files' for type_, number in sorted(types.items()))} with "
        f"{counted(records, 'record')}."
    )
    yield said_when(checked.case)
    yield ""
    yield from told_counts(counts(checked).get("", {}))
    worst = _worst_file(checked)
    yield ""
    yield from _told_worst(checked)
    yield ""
    yield from _told_file(checked, worst)
    yield ""
    yield "What next:"
    yield "  sightline synth borchester                    the same files, written as an extract"
    yield f"  sightline explain borchester --file {worst.subject.id} --as-at {_day(checked)}"
    yield f"  sightline check borchester --page page.html --as-at {_day(checked)}"
    yield "  sightline standard list                       every duty; `show` one to read it"
    yield "  sightline check FOLDER --mapping ssda903      a children looked after return"


def _day(checked: Checked) -> str:
    from sightline.standard.calendar import date_of

    return date_of(checked.case.on.day).isoformat()


def _pressing(checked: Checked) -> Counter[str]:
    """How many breached or overdue obligations each child's file has."""
    children = {f.subject.id for f in checked.case.source.files if f.subject.type == "child"}
    pairs = zip(
        checked.rows.column("file").to_pylist(),
        checked.rows.column("state").to_pylist(),
        strict=True,
    )
    return Counter(file for file, state in pairs if state in WORST and file in children)


def _worst_file(checked: Checked) -> File:
    ((worst, _),) = _ranked(_pressing(checked), 1) or (
        (checked.case.source.files[0].subject.id, 0),
    )
    return next(file for file in checked.case.source.files if file.subject.id == worst)


def _ranked(pressing: Counter[str], most: int) -> list[tuple[str, int]]:
    return sorted(pressing.items(), key=lambda item: (-item[1], item[0]))[:most]


def _told_worst(checked: Checked) -> Iterator[str]:
    pressing = _pressing(checked)
    yield (
        f"{counted(len(pressing), 'child', 'children')} with something breached or overdue; "
        "those with the most:"
    )
    yield table(("child", "breached or overdue"), _ranked(pressing, 5))


def _told_file(checked: Checked, file: File) -> Iterator[str]:
    """One file, duty by duty, with the records that prove it; then one obligation explained."""
    from sightline.engine.explain import explain
    from sightline.engine.reference import evaluate as evaluate_file

    standard = checked.case.standard
    outcome = evaluate_file(
        standard,
        file,
        known_at=checked.case.known_at,
        on=checked.case.on,
        watched=checked.case.source.watched,
        duties=set(standard.duties) - set(checked.case.source.blind),
    )
    yield f"{file.subject.id}, duty by duty, with the records that prove it:"
    yield table(
        ("duty", "began", "due", "state", "records"),
        [_line(o) for o in sorted(outcome.obligations, key=lambda o: (o.opened.day, o.key))],
        left=5,
    )
    pressing = [o for o in outcome.obligations if o.state in WORST]
    if pressing:
        chosen = max(pressing, key=lambda o: (_counts_days(standard, o), o.key))
        yield ""
        yield from explain(
            standard,
            file,
            chosen,
            known_at=checked.case.known_at,
            on=checked.case.on,
            watched=checked.case.source.watched,
        ).lines()


def _counts_days(standard: Standard, obligation: Obligation) -> bool:
    """Whether an obligation's clock has days to tell one by one."""
    duty = standard.duties[obligation.duty]
    part = next(part for part in duty.parts if part.name == obligation.part)
    return "WORKING" in repr(part.rules[obligation.rule].clock)


def _line(obligation: Obligation) -> tuple[str, str, str, str, str]:
    part = f"/{obligation.part}" if obligation.part else ""
    step = f" step {obligation.step}" if obligation.step is not None else ""
    notes = say_notes(obligation.notes & ~Note.NONE)
    state = ", ".join([obligation.state.value, *notes])
    evidence = [obligation.met_by, obligation.lapsed_by, obligation.excused_by]
    shown = [id_ for id_ in (*evidence, *obligation.breaches) if id_ is not None]
    return (
        f"{obligation.duty}{part}{step}",
        say_day(obligation.opened.day),
        "" if obligation.due is None else say_moment(obligation.due),
        state,
        " ".join([obligation.trigger, *(["→", *shown] if shown else [])]),
    )
