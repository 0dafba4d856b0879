"""How two compared deliveries are told: as text, as one object, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sightline.cli.compare_years import Years
from sightline.cli.compare_years_tables import iso, obligations_table
from sightline.cli.inputs import Source
from sightline.cli.text import counted, table
from sightline.engine.compare import Because, ObligationsCompared
from sightline.engine.model import Day
from sightline.engine.words import say_day, say_moment
from sightline.returns.compare import Became, Comparison
from sightline.returns.reach import Reach

BECAUSE = {
    Because.RECORDS: "because records that it rests on are not the same",
    Because.FILE: "where records that the duty reads are not the same on the file",
    Because.SUBJECT: "where something else is told of the child or other subject",
    Because.COVERAGE: "for none of these reasons: what the two cover is not the same",
}

REFUSED = {
    "Earlier": "A record of these rows that the later one has is told as new or entered late.",
    "Later": "A record of these rows that the earlier one has is told as no longer there.",
}
"""What refused rows do to a comparison, which nobody can see in its numbers."""

# --- one object ------------------------------------------------------------------------------


def as_dict(years: Years, out: Path | None, out_obligations: Path | None) -> dict[str, Any]:
    """The whole comparison with stable keys."""
    standard = years.standard
    return {
        "standard": {
            "name": standard.name,
            "version": standard.version,
            "digest": standard.digest,
        },
        "earlier": _side(years, 0),
        "later": _side(years, 1),
        "both_cover": _days(years.days),
        "as_at": say_moment(years.on),
        "records": _records(years.comparison),
        "subjects": _subjects(years.comparison),
        "obligations": None if years.obligations is None else _obligations(years.obligations),
        "written": {
            "records": None if out is None else str(out),
            "obligations": None if out_obligations is None else str(out_obligations),
        },
    }


def _side(years: Years, which: int) -> dict[str, Any]:
    source, rejected = years.sources[which], years.rejected[which]
    return {
        "source": years.paths[which].name,
        "files": len(source.files),
        "covers": _days(Reach(source.watched).days()),
        "refused": len(source.rejects),
        "rejects": None if rejected is None else str(rejected),
    }


def _days(days: tuple[Day, Day] | None) -> dict[str, str] | None:
    if days is None or days[1] < days[0]:
        return None
    return {"from": iso(days[0]), "to": iso(days[1])}


def _records(comparison: Comparison) -> dict[str, Any]:
    fields: dict[str, dict[str, int]] = {}
    for (kind, field), number in sorted(comparison.fields.items()):
        fields.setdefault(kind, {})[field] = number
    return {
        "counts": {
            kind: {became.value: counts.get(became, 0) for became in Became}
            for kind, counts in comparison.counts.items()
        },
        "changed_fields": fields,
        "not_compared": {k: list(v) for k, v in comparison.not_compared.items()},
        "other_periods": list(comparison.other_periods),
        "details": [
            {
                "record": each.id,
                "became": each.became.value,
                "kind": each.kind,
                "file": each.file,
                "day": None if each.day is None else iso(each.day),
                "changes": [
                    {"field": c.field, "earlier": c.earlier, "later": c.later} for c in each.changes
                ],
            }
            for each in comparison.compared
        ],
    }


def _subjects(comparison: Comparison) -> dict[str, Any]:
    found = comparison.subjects
    return {
        "unchanged": found.unchanged,
        "changed": len(found.changed),
        "new": list(found.new),
        "gone": list(found.gone),
        "attributes": dict(found.attributes),
        "not_compared": list(found.not_compared),
        "details": [
            {
                "file": c.file,
                "attribute": c.attribute,
                "earlier": c.earlier,
                "later": c.later,
            }
            for c in found.changes
        ],
    }


def _obligations(found: ObligationsCompared) -> dict[str, Any]:
    return {
        "same": found.same,
        "changed": len(found.changes),
        "states": [
            {"duty": duty, "earlier": earlier, "later": later, "obligations": number}
            for (duty, earlier, later), number in sorted(found.counts.items())
        ],
        "details": obligations_table(found).to_pylist(),
    }


# --- text ------------------------------------------------------------------------------------


def told(years: Years, out: Path | None, out_obligations: Path | None) -> Iterator[str]:
    """The comparison as lines of text: numbers only, no value of any record."""
    standard = years.standard
    yield f"{standard.title} ({standard.name} {standard.version}, digest {standard.digest[:12]})"
    for name, path, source in zip(("Earlier", "Later"), years.paths, years.sources, strict=True):
        yield f"{name}: {path.name}, {counted(len(source.files), 'file')}, {_covers(source)}."
    yield ""
    yield from _told_records(years.comparison)
    yield ""
    yield from _told_subjects(years.comparison)
    yield ""
    yield from _told_obligations(years)
    for name, source, rejected in zip(
        ("Earlier", "Later"), years.sources, years.rejected, strict=True
    ):
        if rejected is not None:
            refused = counted(len(source.rejects), "row")
            yield f"{name}: {refused} refused and left out (--keep-going); {rejected} lists them."
            yield f"  {REFUSED[name]}"
    if out is not None:
        yield f"The records that are not the same are in {out}."
    if out_obligations is not None:
        yield f"The obligations that stand otherwise are in {out_obligations}."


def _covers(source: Source) -> str:
    if source.watched is None:
        return "which says nothing of the days that it covers"
    days = Reach(source.watched).days()
    return "covers no days" if days is None else f"covers {say_day(days[0])} to {say_day(days[1])}"


def _told_records(comparison: Comparison) -> Iterator[str]:
    if not comparison.counts:
        yield "There are no records in either."
        return
    present = [became for became in Became if comparison.of(became)]
    rows = [
        (kind, *(f"{counts[b]:,}" if counts.get(b) else "." for b in present))
        for kind, counts in comparison.counts.items()
    ]
    rows.append(("all", *(f"{comparison.of(became):,}" for became in present)))
    yield table(("records", *(became.value for became in present)), rows)
    if not comparison.of(Became.UNCHANGED) and not comparison.of(Became.CHANGED):
        yield (
            "No record of the one is in the other. Are both from the same agency, and read with "
            "the same key?"
        )
    if comparison.fields:
        yield ""
        yield table(
            ("kind", "field", "changed"),
            [(k, f, f"{number:,}") for (k, f), number in sorted(comparison.fields.items())],
            left=2,
        )
    for kind, fields in comparison.not_compared.items():
        yield f"{kind}: only one of the two tells {', '.join(fields)}, which is not compared."

    if comparison.other_periods:
        yield (
            f"Said of a whole period, which is not the same in both, and not compared: "
            f"{', '.join(comparison.other_periods)}."
        )


def _told_subjects(comparison: Comparison) -> Iterator[str]:
    found = comparison.subjects
    yield (
        f"Subjects: {found.unchanged:,} unchanged, {len(found.changed):,} changed, "
        f"{len(found.new):,} new, {len(found.gone):,} gone."
    )
    for attribute, number in sorted(found.attributes.items()):
        yield f"  {attribute}: told otherwise of {number:,}"
    if found.not_compared:
        yield f"  told by one of the two only, and not compared: {', '.join(found.not_compared)}"


def _told_obligations(years: Years) -> Iterator[str]:
    found = years.obligations
    if found is None:
        yield "There is no day that both cover, so obligations are not compared."
        return
    days = years.days
    due = "" if days is None else f" due {say_day(days[0])} to {say_day(days[1])}"
    yield (
        f"Obligations{due}, as they stood on {say_moment(years.on)}: {found.same:,} in the same "
        f"state, {len(found.changes):,} not."
    )
    if not found.changes:
        return
    yield table(
        ("duty", "earlier", "later", "obligations"),
        [(*key, f"{number:,}") for key, number in sorted(found.counts.items())],
        left=3,
    )
    for because, words in BECAUSE.items():
        number = sum(change.because is because for change in found.changes)
        if number:
            yield f"{number:,} {words}."
