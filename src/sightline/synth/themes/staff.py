"""What a worker's file holds beside the post: clearance in full, training, rotation."""

from __future__ import annotations

from sightline.engine.model import Record
from sightline.synth.days import LAST, date_text, months_after, office_day, office_days_after, on
from sightline.synth.dice import Dice
from sightline.synth.faults import Outcome
from sightline.synth.roster import SECURE_HOME, YOUNG_OFFENDERS
from sightline.synth.story import Story
from sightline.synth.themes import governance
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

FOUNDED = on("2024-01-01")
LENT_INSIDE = {"worker-19": YOUNG_OFFENDERS, "worker-20": SECURE_HOME}
"""Which social workers of the authority work in which establishment."""

ACCUSED = {"worker-05": False, "worker-23": True, "worker-37": False, "worker-39": True}
"""Of whom it is said that they harmed a child, and whether that turns out to be so."""


def tell(seed: int, story: Story) -> None:
    """Training and clearance of one worker, with dice of its own."""
    own = story.dice
    story.dice = Dice(seed, f"{story.subject.id}/staff")
    _cleared(story)
    governance.seated(story)
    _inside_the_walls(story)
    for post in story.facts("post"):
        _trained(story, post)
        said = post.details
        if said.get("seconded") == "yes" and said.get("profession") == "social-work":
            _rotated(story, post)
    if story.subject.id in ACCUSED:
        _accused(story, story.facts("post")[0], true=ACCUSED[story.subject.id])
    story.dice = own


def _accused(story: Story, post: Record, *, true: bool) -> None:
    """Somebody is said to have harmed a child: told of at once, and brought to an end."""
    assert post.at is not None
    by, day = _keeper(post), office_day(min(post.at.day + story.dice.between(60, 400), LAST - 200))
    said = story.add("allegation", day, by, harm_test_met="yes", held_up_by="nothing")
    story.do("allegation officer told", "referral", by, day, office_days_after(day, 1),
             about=first_id(said), to="designated-officer", means="written")
    ended = story.add("decision", office_day(day + story.dice.between(60, 130)), by,
                      matter="allegation", outcome="concluded")
    assert ended.at is not None
    story.close(said, ended.at.day, outcome="substantiated" if true else "unfounded",
                removed_for_harm="yes" if true else "no")
    if true:
        removed = story.add("decision", ended.at.day, by, matter="removal",
                            outcome="removed-for-harm")
        story.do("barring service told", "referral", by, ended.at.day,
                 office_days_after(ended.at.day, 4), about=first_id(removed),
                 to="barring-service", means="written")
        if post.ended is None:
            story.close(post, ended.at.day)


def _cleared(story: Story) -> None:
    for checked in story.facts("vetting", type="references"):
        gaps = "no" if story.happens("recruitment gaps not explained") else "yes"
        story.fill(checked, read="yes", gaps_explained=gaps)
    for early in story.facts("decision", matter="early-start"):
        story.fill(early, reason_given="yes")
        assert early.at is not None
        story.do("early start reviewed", "decision", _keeper(early), early.at.day + 3,
                 early.at.day + 12, matter="early-start", outcome="continue", reason_given="yes")
    for checked in story.facts("vetting", type="enhanced-with-barred-list"):
        assert checked.at is not None
        came = story.comes("update service joined")
        if came is not Outcome.NEVER:
            day = checked.at.day + story.dice.between(0, 18)
            late = story.dice.between(20, 60) if came is Outcome.LATE else 0
            story.add("vetting", office_day(day + late), _keeper(checked),
                      type="update-service-joined")
        if checked.at.day + 1000 < LAST:
            story.do("clearance renewed", "vetting", _keeper(checked), checked.at.day + 900,
                     months_after(checked.at.day, 36) - 2, type="update-service", read="yes")


def _inside_the_walls(story: Story) -> None:
    """Two social workers lent to the secure establishments; one chair stood empty for months."""
    place = LENT_INSIDE.get(story.subject.id)
    if place is None:
        return
    for begun, ended in ((FOUNDED, "2025-05-30"), (on("2025-09-22"), None)):
        if ended is None or place == YOUNG_OFFENDERS:
            post = story.add("post", begun if place == YOUNG_OFFENDERS else FOUNDED, "social-care",
                             employer=place, profession="social-work", children="yes",
                             regulated="yes", internal="yes")
            if ended is not None:
                story.close(post, on(ended))


def _keeper(record: Record) -> str:
    return record.agency.removeprefix("agency-")


def _trained(story: Story, post: Record) -> None:
    assert post.at is not None
    by, day = _keeper(post), post.at.day
    last = LAST if post.ended is None else post.ended.day
    first = story.do("safeguarding induction", "training", by, day + 1, office_days_after(day, 18),
                     until=last, course="safeguarding-induction", level=1)
    due = months_after(day if first is None or first.at is None else first.at.day, 12) - 2
    while due < last:
        held = story.do("safeguarding refreshed", "training", by, due - 40, due, until=last,
                        course="safeguarding", level=2)
        due = months_after(due if held is None or held.at is None else held.at.day, 12) - 2
    lent = post.details.get("profession") in ("probation", "social-work")
    if post.details.get("profession") == "youth-justice" or (
        lent and post.details.get("seconded") == "yes"
    ):
        story.do("trained in MAPPA", "training", by, day + 10, months_after(day, 3) - 2, until=last,
                 course="mappa")


def _rotated(story: Story, post: Record) -> None:
    """Somebody lent by social care goes back in time to keep the work in their hands."""
    assert post.at is not None
    practised = post.at.day - story.dice.between(200, 900)
    story.fill(post, last_practice_on=date_text(practised))
    due = max(months_after(practised, 36), months_after(post.at.day, 1)) - 2
    story.do("rotation decided", "decision", "social-care", max(due - 60, post.at.day + 1), due,
             matter="rotation", outcome=story.dice.pick(("continue", "stop")))
