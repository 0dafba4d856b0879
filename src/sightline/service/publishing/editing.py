"""Writing a report: it is begun, its texts are saved version by version, and none is lost."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.service.inspection.models import Conclusion, Inspection, Sort
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.publishing.models import Edition, Report, Text

NOT_CONCLUDED = "This inspection is not concluded yet. Its report is begun when it is."
HAS_REPORT = "This has a report already. Go on with that one."
SAME_TEXT = "Nothing was changed: the text is as it was saved."


@dataclass(frozen=True, slots=True)
class Latest:
    """The text of an edition as it counts. ``version``: how often it was saved, 0 for never."""

    edition: Edition
    version: int
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two versions set side by side. ``sign``: "+" added, "-" taken out, " " in both."""

    sign: str
    words: str


def begin_on_inspection(*, inspection: UUID, title: str, by: Act) -> Report:
    """Begin the report on a concluded inspection. Raises Refused."""
    about = Inspection.objects.get(pk=inspection)
    chains.lock(chains.inspection_chain(inspection))
    if not Conclusion.objects.filter(inspection=inspection).exists():
        raise Refused(NOT_CONCLUDED)
    if Report.objects.filter(inspection=inspection).exists():
        raise Refused(HAS_REPORT)
    made = Report(
        inspection=about, agency_id=about.agency_id, title=title, is_own=about.sort == Sort.SELF
    )
    return _begun(made, by)


def begin_on_review(*, review: str, agency: UUID, title: str, by: Act) -> Report:
    """Begin a report on a review of the standard, in an agency's name. Raises Refused."""
    chains.lock(chains.agency_chain(agency))
    if Report.objects.filter(review=review, agency=agency).exists():
        raise Refused(HAS_REPORT)
    return _begun(Report(review=review, agency_id=agency, title=title), by)


def _begun(made: Report, by: Act) -> Report:
    chains.append([made], chain=chains.report_chain(made.pk), by=by, seen=0)
    by.did("begin report", row=made.pk)
    return made


def save_text(*, report: UUID, edition: str, words: str, seen: int, by: Act) -> Text:
    """Save a version of a text. ``seen``: the version that was on screen.

    Raises Stale where another was saved since, and Refused where nothing differs.
    """
    chain = chains.report_chain(report)
    chains.lock(chain)
    now = latest(report, edition)
    if now.version != seen:
        raise Stale(seen, now.version)
    words = plain(words)
    if words == now.words:
        raise Refused(SAME_TEXT)
    made = Text(report_id=report, edition=edition, words=words)
    chains.append([made], chain=chain, by=by)
    by.did("save text", row=made.pk)
    return made


def plain(words: str) -> str:
    """What was typed, with one sort of line end and none at the end."""
    return "\n".join(line.rstrip() for line in words.splitlines()).strip()


def latest(report: UUID, edition: str) -> Latest:
    """An edition as it counts."""
    rows = Text.objects.filter(report=report, edition=edition)
    last = rows.order_by("position").last()
    return Latest(Edition(edition), rows.count(), "" if last is None else last.words)


def all_latest(report: UUID) -> dict[Edition, Latest]:
    """Each edition as it counts, in one query."""
    found = {edition: Latest(edition, 0, "") for edition in Edition}
    rows = Text.objects.filter(report=report).order_by("position")
    for edition, words in rows.values_list("edition", "words"):
        of = Edition(edition)
        found[of] = Latest(of, found[of].version + 1, words)
    return found


def versions(report: UUID, edition: str) -> Sequence[Text]:
    """Every version of an edition, the first first."""
    return list(Text.objects.filter(report=report, edition=edition).order_by("position"))


def compared(old: str, new: str, around: int = 2) -> Iterator[Line]:
    """What changed from one version to another, line by line, with some lines around."""
    told = difflib.unified_diff(old.splitlines(), new.splitlines(), n=around, lineterm="")
    for line in list(told)[2:]:
        yield Line("", "") if line.startswith("@@") else Line(line[:1], line[1:])
