"""Public bodies as a page: when each existed, and who answers now for what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sightline.reporting.told.words import any_of, day, eve, sentence
from sightline.standard.model import Bodies, Body, Passing, Section, Standard
from tools.docs_text import bullets, page, table

PLACES = {
    "england": "England",
    "england-and-wales": "England and Wales",
    "united-kingdom": "The United Kingdom",
    "wales": "Wales",
}
CHECK = "to check"


def bodies_page(standard: Standard) -> str:
    """All bodies, and the recommendations of the reviews with whom they named."""
    bodies = standard.bodies
    return page(
        "Who was who",
        f"{len(bodies.declared)} public bodies and sorts of body: when each existed, what it did, "
        "and to whom that passed. A recommendation or a duty that was addressed to a body passes "
        "on that day to whoever took the function up. Where that is not one body, this is said, "
        "and nobody is guessed. `sightline standard bodies NAME --on DAY` answers for one day.",
        "“To check” stands where a day was written from memory.",
        "## The bodies",
        table(("Body", "In being", "What it did"), [_row(bodies, b) for b in _all(bodies)]),
        "## What passed to whom",
        table(("On", "From", "What", "To", "Source"), _passings(bodies)),
        *_recommendations(standard),
        "## Where the days are written",
        bullets(f"**{body.title}**: {sentence(body.source)}" for body in _all(bodies)),
    )


def _all(bodies: Bodies) -> list[Body]:
    return sorted(bodies.declared.values(), key=lambda body: body.title)


def _row(bodies: Bodies, body: Body) -> tuple[str, str, str]:
    known = f" ({', '.join(body.known_as)})" if body.known_as else ""
    notes = [PLACES.get(body.place, body.place)] if body.place != "england" else []
    notes += ["one for each area"] if body.local else []
    about = "; ".join(notes)
    told = "\n".join(filter(None, [f"**{body.title}**{known}", about, body.help]))
    mark = f"\n({CHECK})" if body.certainty == "check" else ""
    did = "\n".join(bodies.functions[function] for function in body.functions)
    return told, _in_being(body) + mark, did


def _in_being(body: Body) -> str:
    if body.until is None:
        return "still" if body.from_ is None else f"since {day(body.from_)}"
    until = day(eve(body.until))
    return f"to {until}" if body.from_ is None else f"{day(body.from_)} to {until}"


def _passings(bodies: Bodies) -> Iterator[tuple[str, str, str, str, str]]:
    passed = [(passing, body) for body in _all(bodies) for passing in body.passes]
    for passing, body in sorted(passed, key=lambda both: both[0].on):
        what = "\n".join(bodies.functions[function] for function in passing.functions)
        to = bodies.declared[passing.to].title if passing.to else f"nobody: {passing.why}"
        yield _when(passing), body.title, what, to, sentence(passing.source)


def _when(passing: Passing) -> str:
    begins = f"{day(passing.begins)} to " if passing.begins is not None else ""
    mark = f"\n({CHECK})" if passing.certainty == "check" else ""
    by_area = "\n(area by area)" if passing.begins is not None else ""
    return f"{begins}{day(passing.on)}{by_area}{mark}"


def _recommendations(standard: Standard) -> Iterator[str]:
    """Each recommendation that names bodies, and how each of them is followed to today."""
    for review in standard.reviews.values():
        addressed = [section for section in review.sections.values() if section.to]
        if addressed:
            yield f"## Whom the recommendations named: {review.title}"
            yield table(
                ("Recommendation", "Named", "Answers for it"),
                [row for section in addressed for row in _addressed(standard.bodies, section)],
            )


def _addressed(bodies: Bodies, section: Section) -> Iterator[tuple[str, str, str]]:
    head = f"{section.number} {section.title}"
    for body, functions in section.to.items():
        chains = {function: _chain(bodies, body, function) for function in functions}
        told = [
            any_of([bodies.functions[f] for f, _ in same], "and") + ": " + chain
            if len(set(chains.values())) > 1
            else chain
            for chain, same in groupby(chains.items(), key=lambda both: both[1])
        ]
        yield head, bodies.declared[body].title, "\n".join(told)
        head = ""


def _chain(bodies: Bodies, body: str, function: str) -> str:
    """``itself``, or each who took the function up, with the day."""
    told, seen = [], {body}
    while nexts := [p for p in bodies.declared[body].passes if function in p.functions]:
        titles = [bodies.declared[p.to].title if p.to else "nobody" for p in nexts]
        on = day(nexts[0].on)
        told.append(f"{any_of(titles, 'and')} since {on}")
        if len(nexts) > 1 or not nexts[0].to or nexts[0].to in seen:
            break
        body = nexts[0].to
        seen.add(body)
    return "; then ".join(told) or "the same"
