"""What an inspection recommends: drafted by its members, and published on the files of those asked.

A draft is known to the members of the inspection alone. From the day of publication a
recommendation is a record on the file of the body that is asked, and no draft is changed any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from sightline.engine.model import Moment, Value
from sightline.reporting.published import content
from sightline.service.access.models import Agency
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Record
from sightline.service.files.standard import standard
from sightline.service.inspection.models import Inspection, Recommended
from sightline.service.inspection.shown_by import is_known, read_told
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of

KIND = "recommendation"
MOST_WORDS = 1000  # characters
MOST = 50
"""So many an inspection can make: it is meant to make three to eight."""

PUBLISHED = (
    "These recommendations are published, and are changed no more. What is asked anew is "
    "recommended by another inspection."
)


def themes() -> dict[str, str]:
    """What a recommendation can be about: codes of the kind, and what they are called."""
    return {code.value: code.label for code in standard().kinds[KIND].fields["theme"].codes}


def recommended(inspection: UUID) -> list[Recommended]:
    """What it recommends: of each number the last row, unless it was withdrawn; in order."""
    rows = _last(inspection)
    return [rows[number] for number in sorted(rows) if not rows[number].withdrawn]


def recommend(
    *,
    inspection: UUID,
    to: UUID,
    words: str,
    theme: str,
    due_on: date,
    shown_by: Mapping[str, str],
    body: str = "",
    function: str = "",
    number: int | None = None,
    seen: int | None = None,
    by: Act,
) -> Recommended:
    """Recommend something, or say it anew under the same ``number``.

    ``seen``: the position of the row that the writer saw. Raises BadEntry, Stale, NotFound, and
    Refused once they are published.
    """
    chain, rows = _locked(inspection)
    row = Recommended(
        inspection_id=inspection, number=_number(rows, number), words=words.strip(), to_id=to,
        theme=theme, due_on=due_on, shown_by=dict(shown_by), body=body, function=function,
    )  # fmt: skip
    faults = dict(_faults(row, rows, number))
    if faults:
        raise BadEntry(faults)
    _check_seen(rows, number, seen)
    chains.append([row], chain=chain, by=by)
    by.did("recommend", row=row.pk)
    return row


def withdraw_recommendation(
    *, inspection: UUID, number: int, seen: int | None = None, by: Act
) -> None:
    """No longer recommend it. Its number is not given again."""
    chain, rows = _locked(inspection)
    _check_seen(rows, number, seen)
    last = rows[number]
    row = Recommended(
        inspection_id=inspection, number=number, words=last.words, to_id=last.to_id,
        theme=last.theme, due_on=last.due_on, shown_by=last.shown_by, body=last.body,
        function=last.function, withdrawn=True,
    )  # fmt: skip
    chains.append([row], chain=chain, by=by)
    by.did("withdraw recommendation", row=row.pk)


def as_published(rows: Iterable[Recommended]) -> tuple[content.Recommendation, ...]:
    """The same as a report's source has them."""
    called = themes()
    return tuple(
        content.Recommendation(
            number=str(row.number),
            words=row.words,
            to=(row.to.name,),
            due=row.due_on,
            shown_by=read_told(row.shown_by).sentence,
            theme=called.get(row.theme, row.theme),
        )
        for row in rows
    )


def publish_recommendations(inspection: UUID, on: date, by: Act, *, report: str = "") -> int:
    """Put what an inspection recommends on the files of those asked, dated the day of publication.

    ``report``: the title of the report. Gives how many were put there now; those that stand there
    already are left as they are, so that it can be asked again.
    """
    # Whoever publishes need be no member of it, nor see the files of those who are asked.
    with as_machine():
        made = Inspection.objects.get(pk=inspection)
        rows = recommended(inspection)
        chains.lock(*(chains.file_chain(row.to_id) for row in rows))
        there = _there(inspection, (row.number for row in rows))
        new = [row for row in rows if record_id(inspection, row.number) not in there]
        for row in new:
            entry = Entry(
                kind=KIND, occurred=Moment(day_of(on)), agency=made.agency_id,
                details=_details(row, report or made.title),
            )  # fmt: skip
            files.record(
                file=row.to_id,
                entry=entry,
                seen=chains.version(chains.file_chain(row.to_id)),
                by=by,
                id=record_id(inspection, row.number),
            )
    return len(new)


def record_id(inspection: UUID, number: int) -> UUID:
    """The record of a recommendation, on the file of the body that is asked."""
    return id_from(KIND, str(inspection), str(number))


def are_published(inspection: UUID) -> bool:
    """Whether any of them stands on a file already."""
    with as_machine():
        return bool(_there(inspection, range(1, MOST + 1)))


# --- what they are made of -------------------------------------------------------------------


def _there(inspection: UUID, numbers: Iterable[int]) -> set[UUID]:
    wanted = [record_id(inspection, number) for number in numbers]
    return set(Record.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def _details(row: Recommended, report: str) -> dict[str, Value]:
    said = {"body": row.body, "function": row.function}
    return {
        "number": str(row.number),
        "theme": row.theme,
        "due-on": row.due_on.isoformat(),
        "words": row.words,
        "report": report,
        "reference": str(row.inspection_id),
        "shown-by": read_told(row.shown_by).value,
        **{name: value for name, value in said.items() if value},
    }


def _last(inspection: UUID) -> dict[int, Recommended]:
    rows = Recommended.objects.filter(inspection=inspection).select_related("to")
    return {row.number: row for row in rows.order_by("position")}


def _locked(inspection: UUID) -> tuple[str, dict[int, Recommended]]:
    """The chain, and what stands in it once nobody else can add to it."""
    chain = chains.inspection_chain(inspection)
    chains.lock(chain)
    if are_published(inspection):
        raise Refused(PUBLISHED)
    return chain, _last(inspection)


def _number(rows: Mapping[int, Recommended], number: int | None) -> int:
    return max(rows, default=0) + 1 if number is None else number


def _check_seen(rows: Mapping[int, Recommended], number: int | None, seen: int | None) -> None:
    if number is None:
        return
    if number not in rows:
        raise NotFound("There is no such recommendation.")
    if seen is not None and rows[number].position != seen:
        raise Stale(seen, rows[number].position)
    if rows[number].withdrawn:
        raise Refused("This recommendation was withdrawn. Make it anew if it stands after all.")


def _faults(
    row: Recommended, rows: Mapping[int, Recommended], number: int | None
) -> Iterator[tuple[str, str]]:
    if not row.words:
        yield "words", "Write what is recommended."
    if len(row.words) > MOST_WORDS:
        yield "words", f"Write what is recommended in at most {MOST_WORDS:,} characters."
    if number is None and len(rows) >= MOST:
        yield "words", f"An inspection makes at most {MOST} recommendations."
    if not Agency.objects.filter(pk=row.to_id).exists():
        yield "to", "Choose who is asked."
    if row.theme not in themes():
        yield "theme", "Choose what it is about."
    if not is_known(read_told(row.shown_by)):
        yield "shown_by", "Choose a duty or a measure that will show whether it worked."
    bodies = standard().bodies
    named = bodies.declared.get(row.body)
    if bool(row.body) != bool(row.function) or (
        row.body and (named is None or row.function not in named.functions)
    ):
        yield "body", "Choose a public body and one of its functions, or neither."
