"""The kinds of record as pages: one for each, and one that lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sightline.reporting.told.kinds import about, answers, by_group, marks_of, readers
from sightline.reporting.told.words import sentence
from sightline.standard.model import Field, Kind, Standard
from tools.docs_text import bullets, page, table


def kind_pages(standard: Standard) -> dict[str, str]:
    """The pages on kinds, by the names of their files."""
    users = {"duties": readers(standard.duties), "measures": readers(standard.measures)}
    pages = {
        f"kinds/{kind.name}.md": _kind(standard, kind, users) for kind in standard.kinds.values()
    }
    return {"kinds/index.md": _index(standard), **pages}


def _index(standard: Standard) -> str:
    return page(
        "What can be recorded",
        f"{len(standard.kinds)} kinds of record. Every field may also be answered *unknown*, *not "
        "asked* or *declined*: that nobody asked is never read as no.",
        *(
            f"## {name}\n\n" + bullets(
                f"[{kind.title}]({kind.name}.md): {kind.help or 'no help is written yet.'}"
                for kind in kinds
            )
            for name, kinds in by_group(standard).items()
        ),
        "\n".join(["```{toctree}", ":hidden:", "", *standard.kinds, "```"]),
    )  # fmt: skip


def _kind(standard: Standard, kind: Kind, users: Mapping[str, Mapping[str, list[str]]]) -> str:
    rows = [
        (_field_name(f), answers(f), sentence(f.help) if f.help else "")
        for f in kind.fields.values()
    ]
    return page(
        kind.title,
        " ".join(filter(None, [kind.help, *about(standard, kind)])),
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


def _field_name(field: Field) -> str:
    marks = marks_of(field)
    return f"**{field.title}**" + (f" ({', '.join(marks)})" if marks else "")
