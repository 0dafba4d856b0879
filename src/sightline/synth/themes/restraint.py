"""After a restraint: the child is seen, checked and heard; family, board and officer are told."""

from __future__ import annotations

from sightline.engine.model import Record
from sightline.synth.days import office_days_after
from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def tell(story: Story, life: Life) -> None:
    """What follows each restraint."""
    for restraint in story.facts("restraint"):
        stays = [stay for stay in story.facts("custody") if _covers(stay, restraint)]
        if stays:
            _after(story, str(stays[0].details["establishment"]), restraint)


def _covers(stay: Record, restraint: Record) -> bool:
    assert stay.at is not None and restraint.at is not None
    ended = stay.ended is None or restraint.at.day <= stay.ended.day
    return stay.at.day <= restraint.at.day and ended


def _after(story: Story, place: str, restraint: Record) -> None:
    assert restraint.at is not None
    at, about = restraint.at, first_id(restraint)
    story.do_within_hours("checked after restraint", "assessment", place, at, 1, about=about,
                          tool="restraint-check")
    story.do("debrief after restraint", "contact", place, at.day + 1, at.day + 4, timed=True,
             about=about, with_="child", purpose="debrief", where="establishment", result="kept")
    injury = restraint.details.get("injury")
    if injury == "none":
        return
    next_day = office_days_after(at.day, 1)
    for whom in ("parent", "social-care"):
        story.do_within_hours("family told of restraint", "notice", place, at, 24, about=about,
                              what="restraint-injury", to=whom, means="telephone")
    story.do("board told of an injury", "notice", place, at.day + 1, next_day, about=about,
             what="restraint-injury", to="safeguarding-board", means="secure-system")
    story.do("allegation officer told of an injury", "referral", place, at.day + 1, next_day,
             about=about, to="designated-officer", means="written")
    if injury == "serious":
        for whom in ("national-body", "inspectorate"):
            story.do_within_hours("board told of an injury", "notice", place, at, 24, about=about,
                                  what="restraint-injury", to=whom, means="secure-system")
