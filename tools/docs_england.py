"""The standard of England as pages: every duty with its history, every kind with its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from sightline.reporting.told.duties import (
    comes_to,
    owed_to,
    said_to_child,
    say_in_force,
    serves,
)
from sightline.reporting.told.rules import Marks, history
from sightline.reporting.told.words import (
    dates,
    period,
    titled,
)
from sightline.standard import load
from sightline.standard.model import (
    Duty,
    Example,
    Part,
    Standard,
    Term,
)
from tools.docs_bodies import bodies_page
from tools.docs_coverage import coverage_page
from tools.docs_guide import guide_pages
from tools.docs_kinds import kind_pages
from tools.docs_measures import measures_page
from tools.docs_needs import needs_page
from tools.docs_printed import printed_page
from tools.docs_questions import question_pages
from tools.docs_recommendations import recommendations_page
from tools.docs_returns import returns_page
from tools.docs_tables import tables_page
from tools.docs_text import bullets, page, table

FOLDER = Path(__file__).parents[1] / "src" / "sightline" / "standards" / "england"

MARKS = Marks(
    strong=lambda text: f"**{text}**",
    kind=lambda kind, title: f"[{title}](#kind-{kind.name})",
)


def england() -> dict[str, str]:
    """The pages, by the names of their files."""
    standard = load(FOLDER)
    groups = {
        name: list(duties)
        for name, duties in groupby(standard.duties.values(), key=lambda d: Path(d.path).stem)
    }
    pages = {f"{name}.md": _group(standard, name, duties) for name, duties in groups.items()}
    return {
        "index.md": _index(standard, groups),
        **kind_pages(standard),
        "measures.md": measures_page(standard),
        "printed.md": printed_page(standard),
        "recommendations.md": recommendations_page(standard),
        "coverage.md": coverage_page(standard),
        "needs.md": needs_page(standard),
        "bodies.md": bodies_page(standard),
        "tables.md": tables_page(standard),
        **guide_pages(standard),
        **question_pages(standard),
        "returns.md": returns_page(standard),
        **pages,
    }


# --- the index -------------------------------------------------------------------------------


def _index(standard: Standard, groups: Mapping[str, Sequence[Duty]]) -> str:
    count = len(standard.duties)
    parts = [
        block
        for name, duties in groups.items()
        for block in (f"## [{titled(name)}]({name}.md)", _listed(duties))
    ]
    guide = [f"guide-{one.id}" for one in standard.guide.values()]
    others = (
        "kinds/index", "measures", "printed", "recommendations", "questions", "ratings", "surveys",
        "needs", "bodies", "tables", "coverage", "returns",
    )  # fmt: skip
    toctree = "\n".join(["```{toctree}", ":hidden:", "", *groups, *guide, *others, "```"])
    return page(
        standard.title,
        f"{count} duties, version {standard.version}. Each has its history: what was owed when, on "
        "whose word, and to whom it falls. Beside them stand [the kinds of "
        "record](kinds/index.md) that "
        "they are judged by, [the measures](measures.md) that count them, [what a review "
        "printed](printed.md) beside the measure that gives it anew, [what it "
        "recommended](recommendations.md) beside what shows it done, "
        "[what inspectors ask](questions.md), [how ratings come about](ratings.md), [what children "
        "and staff are asked](surveys.md), "
        "[which tool sees which need](needs.md), [the bodies](bodies.md) and who took their place, "
        "[the reference tables](tables.md), [what of the reviews it covers](coverage.md), and "
        "[what is judged from statutory returns](returns.md).",
        *_guide(standard),
        *parts,
        "## Names that changed",
        "The law changed the names of things. A page about a day uses the name of that day.",
        table(("Now", "Before"), [_term(term) for term in standard.terms.values()]),
        toctree,
    )


def _guide(standard: Standard) -> Iterator[str]:
    if standard.guide:
        yield "## When you have it on the desk"
        yield bullets(
            f"[{one.title}](guide-{one.id}.md). {one.summary}" for one in standard.guide.values()
        )


def _listed(duties: Sequence[Duty]) -> str:
    return table(
        ("Duty", "Owed to", "In force"),
        [
            (f"[{duty.title}](#{_target(duty)})", owed_to(duty), say_in_force(duty))
            for duty in duties
        ],
    )


def _term(term: Term) -> tuple[str, str]:
    *before, now = term.names
    return now.label, "\n".join(f"{name.label}{dates(name)}" for name in reversed(before))


# --- duties ----------------------------------------------------------------------------------


def _group(standard: Standard, name: str, duties: Sequence[Duty]) -> str:
    return page(titled(name), *(block for duty in duties for block in _duty(standard, duty)))


def _target(duty: Duty) -> str:
    return f"duty-{duty.id}"


def _duty(standard: Standard, duty: Duty) -> Iterator[str]:
    yield f"({_target(duty)})=\n## {duty.title}"
    yield duty.why
    if duty.guide is not None:
        told = (("Who", duty.guide.who), ("How", duty.guide.how), ("Good", duty.guide.good))
        yield bullets(f"**{word}**: {said}" for word, said in told)
    yield f"Owed to {owed_to(duty)}. Known as `{duty.id}`. Serves {serves(duty)}."
    for part in duty.parts:
        if part.name:
            yield f"### {part.title}"
        yield from (f"**{word}**: {said}" for word, said in said_to_child(part))
        yield from _history(standard, part)
    yield "**By example**"
    yield bullets(_example(example) for example in duty.examples)


def _history(standard: Standard, part: Part) -> Iterator[str]:
    for (from_, until), rules in history(standard, part, MARKS):
        yield f"**{period(from_, until)}**"
        for told in rules:
            yield bullets([*told.lines, told.word])


def _example(example: Example) -> str:
    return f"{example.says} *{comes_to(example)}*"
