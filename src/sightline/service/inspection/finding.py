"""What an inspection comes to so far, or came to: percentages, denominators, ratings.

Until it is concluded it is worked out from the answers that stand; after that it is what was
frozen, and is read and not worked out again. The arithmetic is ``engine.inspection``'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sightline.engine.inspection.draw import Framed
from sightline.engine.inspection.findings import (
    Answered,
    Banding,
    Findings,
    ServiceAnswer,
    asked_of,
    findings,
)
from sightline.service.inspection import service_questions
from sightline.service.inspection.drawing import sample_of
from sightline.service.inspection.knowing import Known
from sightline.service.inspection.models import Banding as BandingRow
from sightline.service.inspection.models import Exclusion
from sightline.service.inspection.readings import FileRead, files_read
from sightline.service.inspection.standing_answers import Source, StandingAnswer, standing_of
from sightline.standard.model import RatingRules


@dataclass(frozen=True, slots=True)
class Found:
    """What an inspection comes to. ``waiting``: files that are still to be read to the end.

    ``unresolved``: answers on which two readers differ and nobody has settled. ``standing``: the
    answers that stand, of which the findings are made.
    """

    known: Known
    findings: Findings
    files: tuple[FileRead, ...]
    standing: tuple[StandingAnswer, ...]

    @property
    def waiting(self) -> int:
        """How many files are still to be read."""
        return sum(not file.is_open for file in self.files)

    @property
    def unresolved(self) -> int:
        """How many answers wait for moderation."""
        return sum(one.source is Source.UNRESOLVED for one in self.standing)

    @property
    def is_final(self) -> bool:
        """Whether it is concluded."""
        return self.known.conclusion is not None


def found(known: Known) -> Found:
    """What an inspection comes to. A number of queries that hangs on nothing."""
    files = [] if known.draw is None else files_read(known.draw)
    standing = standing_of(known.asked, files)
    concluded = known.conclusion
    of = (
        worked_out(known, files, standing)
        if concluded is None
        else Findings.from_dict(concluded.findings)
    )
    return Found(known, of, tuple(files), tuple(standing))


def worked_out(
    known: Known, files: Iterable[FileRead], standing: Iterable[StandingAnswer]
) -> Findings:
    """The findings that follow from the answers that stand, by the rules of the plan."""
    return by_rules(known, known.rules, files, standing, bandings(known.id, known.rules))


def by_rules(
    known: Known,
    rules: RatingRules | None,
    files: Iterable[FileRead],
    standing: Iterable[StandingAnswer],
    given: Iterable[Banding],
) -> Findings:
    """The same answers by any version of the rules."""
    frame = framed(known)
    asked = asked_of(
        [question.id for question in known.asked.questions],
        frame=frame,
        judged={str(file.file) for file in files if file.is_open},
        excluded=excluded(known),
        areas=areas_of_strata(known),
    )
    return findings(
        known.of,
        rules,
        asked,
        [answered(one) for one in standing if one.source.stands],
        service=service_answers(known),
        bandings=given,
        caveat="" if known.plan.weighted else caveat(known),
    )


def answered(one: StandingAnswer) -> Answered:
    """An answer that stands, as the arithmetic reads it."""
    return Answered(
        file=str(one.file),
        question=one.question,
        answer=one.answer,
        stratum=one.drawn.stratum,
        weight=Fraction(one.drawn.weight),
    )


def framed(known: Known) -> list[Framed]:
    """The frame as it was drawn from."""
    rows = () if known.draw is None else known.draw.frame
    return [Framed(file, stratum) for file, stratum in rows]


def excluded(known: Known) -> dict[str, str]:
    """Why each file that was drawn and is not judged is not."""
    if known.draw is None:
        return {}
    rows = Exclusion.objects.filter(drawn__draw=known.draw).select_related("drawn")
    return {str(row.drawn.file_id): row.why for row in rows.order_by("position")}


def caveat(known: Known) -> str:
    """What has to be said with every percentage because of how the sample was divided."""
    if known.draw is None or not known.draw.frame:
        return ""
    return sample_of(known.draw, known.plan).caveat


def areas_of_strata(known: Known) -> dict[str, str]:
    """Of a thematic inspection, the agency (its id) to which each stratum belongs; else nothing.

    A stratum's name begins with that of its area.
    """
    if len(known.areas) < 2:
        return {}
    return {
        stratum: "" if (area := area_of(known, stratum)) is None else str(area)
        for stratum in {each.stratum for each in framed(known)}
    }


def area_of(known: Known, stratum: str) -> UUID | None:
    """The agency whose work is inspected in a file of a stratum; None where none is named."""
    if len(known.areas) == 1:
        return next(iter(known.areas))
    by_name = sorted(known.areas.items(), key=lambda area: -len(area[1]))
    return next(
        (id_ for id_, name in by_name if stratum == name or stratum.startswith(f"{name}: ")), None
    )


def service_answers(known: Known) -> list[ServiceAnswer]:
    """The answers to the questions about the service."""
    return [
        ServiceAnswer(str(area), question, row.answer)
        for (area, question), row in service_questions.standing(known.id).items()
    ]


def banding_rows(inspection: UUID) -> dict[str, BandingRow]:
    """The band that judgement gave to each standard: the last."""
    rows = BandingRow.objects.filter(inspection=inspection).order_by("position")
    return {row.standard: row for row in rows}


def bandings(inspection: UUID, rules: RatingRules | None) -> list[Banding]:
    """The same as the arithmetic reads it; none where nothing is rated."""
    if rules is None:
        return []
    return [
        Banding(row.standard, row.band, row.moved)
        for row in banding_rows(inspection).values()
        if row.band
    ]


def files_behind(standing: Iterable[StandingAnswer]) -> Mapping[str, Mapping[str, list[UUID]]]:
    """By question and answer the files in which it was answered so."""
    by: dict[str, dict[str, list[UUID]]] = {}
    for one in standing:
        if one.source.stands:
            by.setdefault(one.question, {}).setdefault(one.answer, []).append(one.file)
    return by
