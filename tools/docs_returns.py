"""Which duties are judged from the returns that Sightline has a mapping for, as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sightline.reporting.told.words import any_of, sentence
from sightline.returns import ReturnMapping, built_in, read_mapping
from sightline.returns.mapping import DutyFields, DutySaid, TableColumn, TableMapping
from sightline.returns.xml_model import OWN_TEXT
from sightline.standard.model import Standard
from tools.docs_text import page, table

PAGES = {"ssda903": "ssda903", "cin-census": "cin-census", "hmip-ratings": "published-ratings"}
"""The page of the manual on each return, by the name of its mapping."""


def returns_page(standard: Standard) -> str:
    """Every mapping that comes with Sightline, and what it says of each duty."""
    parts = [
        block
        for name, path in built_in().items()
        for block in _return(standard, name, read_mapping(path, standard))
    ]
    return page(
        "What is judged from returns",
        "A duty is judged from a return where the return has a field for what opens it and a field "
        "for what answers it. These are named here. The others that a return has something on are "
        "listed with what is missing: where one of them arises all the same, what is on file "
        "counts, and nothing is made of what is not.",
        *parts,
    )


def _return(standard: Standard, name: str, mapping: ReturnMapping) -> Iterator[str]:
    judged = {id_: said for id_, said in mapping.duties.items() if said.fields is not None}
    known = {id_: s for id_, s in mapping.duties.items() if s.missing and id_ in standard.duties}
    to_come = {id_: said for id_, said in mapping.duties.items() if id_ not in standard.duties}
    yield f"(returns-{name})=\n## {mapping.title}"
    becomes = f"[what each table becomes](../../returns/{PAGES[name]}.md)"
    yield f"Read with `--mapping {name}`: {becomes}."
    if not mapping.duties:
        yield "It is about services and no child: no duty is judged from it."
        return
    others = len(standard.duties) - len(judged) - len(known)
    yield (
        f"Of {len(standard.duties)} duties {len(judged)} are judged from it, and of {len(known)} "
        f"it has something and lacks something. On the other {others} it has nothing."
    )
    yield "### Judged"
    header = ("Duty", "Opened by", "Answered by", "Ended by", "Note")
    tables = {each.name: each for each in mapping.tables}
    yield table(header, [_judged(standard, tables, id_, said) for id_, said in judged.items()])
    yield "### Not judged"
    yield table(_MISSING, [(_duty(standard, i), *_missing(said)) for i, said in known.items()])
    if to_come:
        yield "### Not in the standard yet"
        yield table(_MISSING, [(f"`{i}`", *_missing(said)) for i, said in to_come.items()])


_MISSING = ("Duty", "What these files do not tell", "Note")


def _duty(standard: Standard, id_: str) -> str:
    return f"[{standard.duties[id_].title}](#duty-{id_}) (`{id_}`)"


def _judged(
    standard: Standard, tables: Mapping[str, TableMapping], id_: str, said: DutySaid
) -> tuple[str, ...]:
    fields = said.fields or DutyFields((), ())
    roles = (fields.when, fields.then, fields.ends)
    duty = _duty(standard, id_) if id_ in standard.duties else f"`{id_}`"
    return (duty, *(_columns(tables, columns) for columns in roles), _noted(said))


def _missing(said: DutySaid) -> tuple[str, str]:
    return said.missing, _noted(said)


def _noted(said: DutySaid) -> str:
    return sentence(said.note) if said.note else ""


def _columns(tables: Mapping[str, TableMapping], columns: Sequence[TableColumn]) -> str:
    """The columns of each table, as the files call them."""
    by_table: dict[str, list[str]] = {}
    for each in columns:
        by_table.setdefault(each.table, []).append(f"`{_called(tables[each.table], each.column)}`")
    return "; ".join(f"{any_of(names, 'and')} of {name}" for name, names in by_table.items())


def _called(mapping: TableMapping, column: str) -> str:
    """A column as its file calls it: of XML, the element."""
    if mapping.xml is None or mapping.files:
        return column
    steps = mapping.xml.steps_of(column)
    return steps[-2] if steps[-1] == OWN_TEXT else steps[-1]
