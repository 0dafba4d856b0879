"""Practice example B: a boy on a plan for neglect, and the agencies that pulled together."""

from __future__ import annotations

from sightline.engine.model import Day, Record
from sightline.synth.cases.told import CARE, YOUTH, Told, child
from sightline.synth.days import TODAY, clock, date_text, office_day, office_days_before, on
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

BOY, TOOL = "child-case-2", "prevention-and-diversion"
START, CONFERENCE, OFF_THE_PLAN = on("2025-06-02"), on("2025-06-24"), on("2026-03-10")

CORE_GROUPS = ("2025-07-03", "2025-07-31", "2025-08-28", "2025-09-25", "2025-10-23", "2025-11-20",
               "2025-12-18", "2026-01-15", "2026-02-12")


def tell(seed: int) -> list[Told]:
    """Neglected and slipping out of school; a year later safe, and doing well there."""
    story = child(seed, BOY, "2012-09-01", "male")
    story.begin(START, "prevention")
    story.add("case", on("2025-05-19"), CARE, service=CARE, basis="protection")
    story.allocate("2025-05-19", CARE, "social-worker")
    story.assess("2025-06-13", "full", "high", tool=TOOL, visit_needed="yes",
                 factors=("neglect",), strong_need_in=("family", "education"), at_risk=("others",))
    plan = story.keep_safe("2025-06-19", "parents", "social-care", "education")
    story.add("contact", clock(on("2025-06-18"), 16, 0), YOUTH, with_="parent",
              purpose="welfare", where="home", result="kept", seen_alone="yes")
    protection = _protected(story)
    _helped(story)
    story.close(plan, OFF_THE_PLAN)
    story.close(protection, OFF_THE_PLAN)
    _doing_well(story)
    return [story]


def _protected(story: Told) -> Record:
    """The conferences and core groups; the prevention worker wrote for them, and came to each."""
    _conference(story, CONFERENCE, "initial-conference", "protection-plan")
    plan = story.add("plan", CONFERENCE, CARE, type="child-protection", category="neglect",
                     shared_with=("parents", "youth-justice", "health", "education"))
    for day in CORE_GROUPS:
        group = story.add("meeting", on(day), CARE, type="core-group",
                          child_took_part="attended-only")
        story.add("participation", on(day), YOUTH, about=first_id(group), meeting="core-group",
                  who="youth-justice", result="attended")
    _conference(story, on("2025-09-16"), "review-conference", "protection-plan")
    _conference(story, OFF_THE_PLAN, "review-conference", "no-plan")
    return plan


def _conference(story: Told, day: Day, type_: str, decision: str) -> None:
    asked = office_days_before(day, 10)
    invited = story.add("participation", asked, YOUTH, meeting=type_, who="youth-justice",
                        result="invited", meeting_on=date_text(day))
    story.add("notice", clock(office_days_before(day, 4), 12, 0), YOUTH, about=first_id(invited),
              what="conference-report", to="social-care", means="secure-system")
    story.add("meeting", day, CARE, type=type_, decision=decision,
              child_took_part="attended-and-spoke")
    story.revise(invited, story.soon_after(day), said={"result": "attended"})


def _helped(story: Told) -> None:
    """Something to do after school for him, and a group for his parents."""
    clubs = story.add("intervention", on("2025-07-14"), YOUTH, type="mentoring", child_wanted="yes",
                      first_session="2025-07-21")
    parents = story.add("intervention", on("2025-06-30"), YOUTH, type="parenting",
                        first_session="2025-07-08")
    story.close(parents, on("2025-12-09"), end_reason="completed", completed="yes")
    story.close(clubs, on("2026-07-17"), end_reason="completed", completed="yes")
    story.add("education", on("2025-09-02"), "education", provision="school", hours_a_week=25)
    for day in range(START + 30, TODAY, 28):
        story.add("contact", clock(office_day(day), 16, 15), YOUTH, with_="child", result="kept",
                  purpose="appointment", where="school", seen_alone="yes")


def _doing_well(story: Told) -> None:
    for day in ("2025-09-10", "2025-12-05"):
        story.assess(day, "review", "medium", tool=TOOL, at_risk=("others",))
    for day in ("2026-03-03", "2026-06-01", "2026-08-28"):
        story.assess(day, "review", "low", tool=TOOL)
    for day, need in (("2026-03-03", "family"), ("2026-06-01", "education")):
        story.add("outcome", on(day), YOUTH, need=need, worker_says="better", child_says="better")
    story.add("plan", on("2026-10-20"), YOUTH, type="exit",
              shared_with=("child", "parents", "social-care", "education"))
