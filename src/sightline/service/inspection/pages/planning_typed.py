"""All steps of a plan in their order, the plan that they say, and what a plan would have typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sightline.service.access.models import Team
from sightline.service.files.standard import standard
from sightline.service.inspection.frames import Frame
from sightline.service.inspection.pages.planning_forms import (
    NO_RATING,
    Days,
    Questions,
    Rated,
    Step,
    What,
    Where,
)
from sightline.service.inspection.pages.planning_frame_forms import Files, Only, Size
from sightline.service.inspection.plans import Planned, Topic

STEPS: Mapping[str, type[Step]] = {
    "what": What,
    "where": Where,
    "days": Days,
    "set": Questions,
    "rated": Rated,
    "files": Files,
    "only": Only,
    "size": Size,
}
"""By the name by which forms say which step they are, in their order."""


def planned_from(steps: Mapping[str, Step]) -> Planned:
    """The plan that the steps say, all of which are valid."""
    said = {name: value for step in steps.values() for name, value in step.cleaned_data.items()}
    where, rated, only = steps["where"], steps["rated"], steps["only"]
    assert isinstance(where, Where) and isinstance(rated, Rated) and isinstance(only, Only)
    asked, topic = standard().question_sets[said["question_set"]], rated.topic()
    return Planned(
        areas=where.areas(),
        question_set=said["question_set"],
        programme=said["programme"],
        rules="" if said["rules"] == NO_RATING else said["rules"],
        parts=tuple(said.get("parts") or ()),
        topic=topic,
        questions=() if topic == Topic() else rated.questions(asked),
        from_on=said["from_on"],
        until_on=said["until_on"],
        frame=Frame(
            said["of"], tuple(said["runs"]), said["frame_from"], said["frame_until"],
            said["weeks"], only.where(),
        ),
        confidence=said["confidence"],
        margin=said["margin"],
        least=said["least"],
        most=said["most"],
        strata=tuple(said["strata"]),
        weighted=said["weighted"] == "yes",
        second_share=said["second_share"],
    )  # fmt: skip


def typed_from(planned: Planned) -> dict[str, Any]:
    """A plan as the forms would have been filled in with it, by field."""
    teams = {
        (team.agency_id, team.name): team.pk
        for team in Team.objects.filter(agency__in={area.agency for area in planned.areas})
    }
    frame = planned.frame
    return {
        "areas": [
            f"{one.agency}/{teams[one.agency, one.team]}" if one.team else str(one.agency)
            for one in planned.areas
        ],
        "from_on": planned.from_on,
        "until_on": planned.until_on,
        "question_set": planned.question_set,
        "programme": planned.programme,
        "rules": planned.rules or NO_RATING,
        "parts": list(planned.parts),
        "sections": list(planned.topic.sections),
        "stages": list(planned.topic.stages),
        "strands": list(planned.topic.strands),
        "of": frame.of,
        "runs": list(frame.runs),
        "frame_from": frame.from_on,
        "frame_until": frame.until_on,
        "weeks": frame.weeks,
        **{f"only_{name}": list(codes) for name, codes in frame.where.items()},
        "confidence": planned.confidence,
        "margin": planned.margin,
        "least": planned.least,
        "most": planned.most,
        "strata": list(planned.strata),
        "weighted": "yes" if planned.weighted else "no",
        "second_share": planned.second_share,
    }
