"""What ``sightline inspection`` prints: sizes, draws, and findings worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sightline.cli.text import counted, listed, table
from sightline.engine.inspection.plain import plain
from sightline.engine.inspection.size import Size, z_of

if TYPE_CHECKING:
    from sightline.engine.inspection.agreement import Agreement
    from sightline.engine.inspection.draw import Sample
    from sightline.engine.inspection.findings import (
        Findings,
        Group,
        QuestionFinding,
        StandardFinding,
    )
    from sightline.engine.inspection.pack import Pack
    from sightline.engine.inspection.reproduce import Reproduced

NONE = "-"


def size(found: Size, confidence: int, margin: int) -> Iterator[str]:
    """How many files, and how that comes about."""
    bound = {
        "": "",
        "least": "; the least that was asked for",
        "most": "; the most that was asked for",
        "all": "; all of them",
    }
    yield (
        f"{counted(found.size, 'file')} of {found.files:,}, for a confidence of {confidence}% and "
        f"a margin of {margin} points{bound[found.bound]}."
    )
    if not found.files:
        return
    z = z_of(confidence)
    of_many = z**2 / 4 / Fraction(margin, 100) ** 2
    exact = of_many / (1 + (of_many - 1) / found.files)
    yield (
        f"n0 = {float(z):.4f}² x 0.25 / {margin / 100:.2f}² = {float(of_many):.4f}; "
        f"n0 / (1 + (n0 - 1) / {found.files}) = {float(exact):.4f}, rounded up {found.wanted:,}."
    )


def sample(found: Sample) -> Iterator[str]:
    """A draw: what it was made from, stratum by stratum, file by file."""
    yield from _drawn_from(found)
    yield ""
    yield table(
        ("Stratum", "Files", "Drawn", "Weight"),
        [
            (_stratum(name), each.files, f"{each.share}{'*' * each.forced}", each.weight)
            for name, each in found.strata.items()
        ],
    )
    if any(each.forced for each in found.strata.values()):
        yield "* More than its part, so that none is left out."
    yield ""
    yield table(
        ("Stratum", "Place", "File", "Judged", "Order: SHA-256 of seed,stratum,file"),
        [
            (_stratum(each.stratum), each.place, each.file, _judged(each.reserve, each.twice),
             each.order)
            for each in found.drawn
        ],
        left=5,
    )  # fmt: skip


def _drawn_from(found: Sample) -> Iterator[str]:
    yield f"Frame: {counted(found.files, 'file')}. SHA-256 of its lines: {found.frame_digest}"
    reserves = counted(len(found.reserves), "reserve")
    twice = sum(each.twice for each in found.sampled)
    yield f"Drawn with the seed {found.seed}: {counted(found.size, 'file')}, {reserves}."
    yield f"Judged by two people: {twice:,}."
    if found.caveat:
        yield found.caveat


def _judged(reserve: bool, twice: bool) -> str:
    return f"{'reserve' if reserve else 'yes'}{', by two' if twice else ''}"


def _stratum(name: str) -> str:
    return name or "(none)"


# --- an inspection worked out again ----------------------------------------------------------


def reproduced(pack: Pack, found: Reproduced) -> Iterator[str]:
    """The whole of it, and at the end whether all is as concluded."""
    yield from found.notes
    yield from size(found.size, pack.plan.confidence, pack.plan.margin)
    yield from _drawn_from(found.sample)
    if pack.exclusions:
        replaced = sum(each.replacement is not None for each in pack.exclusions)
        yield f"Excluded: {len(pack.exclusions):,}. Replaced by a reserve: {replaced:,}."
    for group in (found.findings.all, *found.findings.areas):
        yield ""
        yield from _group(group)
    if found.findings.standards:
        yield ""
        yield from _ratings(found.findings)
    yield ""
    yield from _agreement(found)
    yield ""
    yield f"Digest of the findings: {pack.findings_digest}"
    yield f"Digest of the pack: {pack.digest}"
    if found.differences:
        yield f"{counted(len(found.differences), 'difference')} from what was concluded:"
    else:
        yield "All is as it was concluded."


def _group(group: Group) -> Iterator[str]:
    whole = f"{group.area}: " if group.area else ""
    yield f"{whole}{group.files:,} judged of {counted(group.eligible, 'eligible file')}."
    is_weighted = any(each.weighted is not None for each in group.questions)
    header = ["Question", "Yes", "Of", "Percent", "95% interval"]
    header += ["Weighted", "95% interval"] * is_weighted
    yield table(
        [*header, "Does not apply", "Not known"],
        [_question(each, is_weighted) for each in group.questions],
    )


def _question(found: QuestionFinding, is_weighted: bool) -> list[str]:
    between = _between(found.low, found.high)
    if found.all_files and found.n:
        between = "all files"
    cells = [found.question, f"{found.yes}", f"{found.n}", _percent(found.percent), between]
    if is_weighted:
        cells += [_percent(found.weighted), _between(found.weighted_low, found.weighted_high)]
    return [*cells, f"{found.not_applicable}", f"{found.unanswered}"]


def _percent(percent: Fraction | float | None) -> str:
    return NONE if percent is None else f"{float(percent):.1f}%"


def _between(low: float | None, high: float | None) -> str:
    return NONE if low is None or high is None else f"{low:.1f} to {high:.1f}"


def _ratings(found: Findings) -> Iterator[str]:
    yield f"Ratings by {found.rules}."
    yield table(
        ("Standard", "Percent", "Band", "How it came about", "Files that would move it"),
        [
            (
                each.standard,
                NONE if each.percent is None else f"{float(each.percent):.4g}%",
                each.band or "none",
                _came_about(each),
                _moves(each.down, each.up),
            )
            for each in found.standards
        ],
        left=5,
    )
    whole = found.overall
    if whole is not None:
        missing = f"; without a band: {listed(whole.missing)}" if whole.missing else ""
        band = whole.band or "no band"
        yield f"Overall: {band}, {whole.points} of {whole.most} points{missing}."


def _came_about(found: StandardFinding) -> str:
    if found.moved:
        return f"moved from {found.said}"
    return "on evidence" if found.on_evidence else "by percentage"


def _moves(down: int | None, up: int | None) -> str:
    said = [f"{down} down"] if down is not None else []
    said += [f"{up} up"] if up is not None else []
    return ", ".join(said) or NONE


def _agreement(found: Reproduced) -> Iterator[str]:
    yield "Two readers, before anything was settled between them."
    each = [*found.agreement.items(), ("all questions", found.agreement_of_all)]
    yield table(
        ("Question", "Pairs", "Agree", "95% interval", "Kappa", "95% interval"),
        [_pairs(name, agreement) for name, agreement in each],
    )
    if found.agreement_of_all.why:
        yield found.agreement_of_all.why


def _pairs(name: str, found: Agreement) -> list[str]:
    kappa = NONE if found.kappa is None else f"{found.kappa:.2f}"
    between = NONE
    if found.few:
        kappa = "too few" if found.n else NONE
    elif found.low is not None and found.high is not None:
        between = f"{found.low:.2f} to {found.high:.2f}"
    return [
        name,
        f"{found.n}",
        _percent(found.percent),
        _between(found.percent_low, found.percent_high),
        kappa,
        between,
    ]


def as_dict(pack: Pack, found: Reproduced) -> dict[str, Any]:
    """All of it as plain values, with stable keys."""
    return {
        "size": plain(found.size),
        "draw": {**plain(found.sample), "caveat": found.sample.caveat},
        "findings": found.findings.to_dict(),
        "findings_digest": pack.findings_digest,
        "pack_digest": pack.digest,
        "agreement": plain(found.agreement),
        "agreement_of_all": plain(found.agreement_of_all),
        "notes": list(found.notes),
        "differences": list(found.differences),
    }
