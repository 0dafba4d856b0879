"""The kinds of record as pages: one for each, and one that lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sightline.standard.asked import selectors
from sightline.standard.model import Field, FieldType, Kind, Lasts, Sensitivity, Standard
from tools.docs_text import any_of, bullets, dates, name_of, page, plain, sentence, table

_LASTS = {
    Lasts.POINT: "A record of it is of one moment.",
    Lasts.SPAN: "A record of it lasts until it ends.",
    Lasts.UNTIL_NEXT: "A record of it stands until the next",
    Lasts.PERIOD: "A record of it is said of a whole period and of no day in it: measures count "
    "it, and no clock runs on it.",
}
_TYPES = {
    FieldType.TEXT: "Text",
    FieldType.NUMBER: "A number",
    FieldType.YES_NO: "Yes or no",
    FieldType.DATE: "A date",
    FieldType.MOMENT: "A date and time",
    FieldType.FILE: "Somebody's file",
}
_SENSITIVE = {
    Sensitivity.HEALTH: "health",
    Sensitivity.VICTIM: "about a victim",
    Sensitivity.POLICE: "police",
}


def kind_pages(standard: Standard) -> dict[str, str]:
    """The pages on kinds, by the names of their files."""
    users = {"duties": _users(standard.duties), "measures": _users(standard.measures)}
    pages = {
        f"kinds/{kind.name}.md": _kind(standard, kind, users) for kind in standard.kinds.values()
    }
    return {"kinds/index.md": _index(standard), **pages}


def _users(declared: Mapping[str, object]) -> dict[str, list[str]]:
    """The ids of the duties or measures that read each kind."""
    found: dict[str, list[str]] = {}
    for id_, said in declared.items():
        for kind in dict.fromkeys(selector.kind for selector in selectors(said)):
            found.setdefault(kind, []).append(id_)
    return found


def _index(standard: Standard) -> str:
    groups: dict[str, list[Kind]] = {}
    for kind in standard.kinds.values():
        groups.setdefault(kind.group or "Decisions", []).append(kind)
    return page(
        "What can be recorded",
        f"{len(standard.kinds)} kinds of record. Every field may also be answered *unknown*, *not "
        "asked* or *declined*: that nobody asked is never read as no.",
        *(
            f"## {name}\n\n" + bullets(
                f"[{kind.title}]({kind.name}.md): {kind.help or 'no help is written yet.'}"
                for kind in kinds
            )
            for name, kinds in groups.items()
        ),
        "\n".join(["```{toctree}", ":hidden:", "", *standard.kinds, "```"]),
    )  # fmt: skip


def _kind(standard: Standard, kind: Kind, users: Mapping[str, Mapping[str, list[str]]]) -> str:
    rows = [
        (_field_name(f), _answers(f), sentence(f.help) if f.help else "")
        for f in kind.fields.values()
    ]
    return page(
        kind.title,
        " ".join(filter(None, [kind.help, *_about_kind(standard, kind)])),
        table(("What is asked", "Answers", "Help"), rows) if rows else "",
        *_read_by(standard, users, kind),
    ).replace(f"# {kind.title}", f"(kind-{kind.name})=\n# {kind.title}", 1)


def _read_by(
    standard: Standard, users: Mapping[str, Mapping[str, list[str]]], kind: Kind
) -> Iterator[str]:
    """The duties and the measures for which a record of the kind is read."""
    if duties := users["duties"].get(kind.name):
        yield "## Duties that read it"
        yield bullets(f"[{standard.duties[id_].title}](#duty-{id_})" for id_ in duties)
    if measures := users["measures"].get(kind.name):
        yield "## Measures that read it"
        yield bullets(f"[{standard.measures[id_].title}](#measure-{id_})" for id_ in measures)


def _about_kind(standard: Standard, kind: Kind) -> Iterator[str]:
    lasts = _LASTS[kind.lasts]
    if kind.lasts is Lasts.UNTIL_NEXT:
        same = any_of([name_of(kind.fields[name].title) for name in kind.key], "and")
        lasts += f" with the same {same}" if same else ""
        ends = "" if kind.ends_with is None else name_of(standard.kinds[kind.ends_with].title)
        lasts += f", or until the {ends} ends." if ends else "."
    yield lasts
    if kind.also_on:
        names = ["whoever it is about" if name == "about" else
                 f"whoever is named under “{kind.fields[name].title}”"
                 for name in kind.also_on]  # fmt: skip
        yield f"It stands on the file of {any_of(names, 'and')} as well."
    if kind.sensitivity in _SENSITIVE:
        yield f"It is sensitive ({_SENSITIVE[kind.sensitivity]})."
    if kind.recorded_by:
        yield f"Recorded by {any_of([plain(who) for who in kind.recorded_by])}."
    if kind.read_by:
        yield f"Read by {any_of([plain(who) for who in kind.read_by], 'and')}."


def _field_name(field: Field) -> str:
    marks = ["always"] if field.required else []
    if field.sensitivity in _SENSITIVE:
        marks.append(_SENSITIVE[field.sensitivity])
    if field.narrative:
        marks.append("never leaves in an extract")
    return f"**{field.title}**" + (f" ({', '.join(marks)})" if marks else "")


def _answers(field: Field) -> str:
    if not field.codes:
        return _TYPES[field.type]
    some = "Any of: " if field.type is FieldType.CODES else ""
    return some + "; ".join(f"{code.label}{dates(code)}" for code in field.codes)
