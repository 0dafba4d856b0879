"""Practice example C: a boy convicted of a sexual offence; help for him and his parents."""

from __future__ import annotations

from sightline.engine.model import Record
from sightline.synth.cases.told import CARE, POLICE, YOUTH, Told, child
from sightline.synth.days import TODAY, clock, moment_text, months_after, office_day, on
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

BOY = "child-case-3"
SENTENCED = on("2025-12-15")


def tell(seed: int) -> list[Told]:
    """Two services assess together, and the other children are thought of as well."""
    story = child(seed, BOY, "2011-06-10", "male")
    story.add("meeting", on("2019-05-28"), CARE, type="review-conference",
              decision="protection-plan")
    story.add("meeting", on("2019-11-12"), CARE, type="review-conference",
              decision="protection-plan")
    former = story.add("plan", on("2019-03-05"), CARE, type="child-protection", category="physical",
                       shared_with=("parents",))
    story.close(former, on("2020-01-14"))
    start = on("2025-10-06")
    story.begin(start, "court-order", known="known-no-concern")
    story.add("case", on("2025-10-08"), CARE, service=CARE, basis="need")
    story.allocate("2025-10-08", CARE, "social-worker")
    offence = story.add("offence", on("2025-07-20"), YOUTH, type="sexual", has_victim="yes",
              victim_is_child="yes", outcome="court", disposed_on="2025-12-15")
    story.add("court-event", clock(start, 10, 30), YOUTH, type="charge", sexual_offence="yes")
    story.add("need", start, YOUTH, type="harmful-sexual-behaviour", state="open", level="medium")
    _the_others(story)
    _before_the_court(story)
    _the_package(story, offence)
    return [story]


def _the_others(story: Told) -> None:
    """The children at school and at home are kept safe from the first day."""
    told = story.add("referral", clock(on("2025-10-06"), 14, 0), YOUTH, to="social-care",
                     means="telephone", urgency="same-day")
    story.add("decision", on("2025-10-07"), CARE, about=first_id(told), matter="referral",
              outcome="assessment", referrer_told="yes")
    story.assess("2025-10-10", "review", "medium", harm_to_others="low",
                 victim_safety="considered")
    held = story.add("meeting", clock(on("2025-10-07"), 15, 30), CARE, type="strategy",
                     decision="no-enquiry")
    story.add("participation", clock(on("2025-10-07"), 9, 30), CARE, about=first_id(held),
              meeting="strategy", who="youth-justice", result="attended")
    story.add("notice", clock(on("2025-10-08"), 9, 30), YOUTH, what="concern", to="school",
              means="telephone", acknowledged="yes")
    story.add("assessment", on("2025-11-18"), CARE, tool="single", result="plan")
    story.add("plan", on("2025-11-20"), CARE, type="child-in-need",
              shared_with=("child", "parents", "youth-justice", "education"))
    for day in ("2026-02-12", "2026-08-06"):
        story.add("meeting", on(day), CARE, type="child-in-need-review",
                  child_took_part="attended-and-spoke")


def _before_the_court(story: Told) -> None:
    """The report for the court, and with it an assessment by people trained for it."""
    hearing = clock(SENTENCED, 11, 0)
    story.add("court-event", clock(on("2025-11-10"), 11, 0), YOUTH, type="report-asked",
              sexual_offence="yes", hearing_on=moment_text(hearing))
    story.add("assessment", on("2025-12-02"), YOUTH, tool="aim", stage="pre-sentence",
              result="plan", treatment_need="yes", at_risk=("nobody",), self_harm="low")
    story.assess("2025-12-03", "pre-sentence", "medium", harm_to_others="high",
                 victim_safety="considered", visit_needed="yes", factors=("mental-health-parent",),
                 strong_need_in=("sexual-behaviour", "family"))
    report = story.add("report", on("2025-12-10"), YOUTH, type="pre-sentence", sent_to=("court",),
                       hearing_on=moment_text(hearing), vulnerability_section="yes",
                       custody_effect="yes")
    story.add("sign-off", on("2025-12-10"), YOUTH, about=first_id(report), role="gatekeeper",
              result="countersigned")
    story.add("contact", clock(on("2025-12-04"), 17, 0), YOUTH, with_="parent", where="home",
              purpose="welfare", result="kept", seen_alone="yes")


def _the_package(story: Told, offence: Record) -> None:
    """Treatment and a mentor for him, a group for his father; reviewed by all who have a part."""
    story.add("court-event", clock(SENTENCED, 11, 30), YOUTH, type="sentence", length_months=12)
    story.add("order", clock(SENTENCED, 11, 30), YOUTH, type="youth-rehabilitation-order",
              length_months=12, requirements=("programme",),
              planned_end=months_after(SENTENCED, 12))
    plan = story.add("plan", on("2025-12-03"), YOUTH, type="risk-of-harm", level="high",
                     contingency="yes", owners_named="yes", matches_assessment="yes",
                     shared_with=("child", "parents", "social-care", "education", "police"))
    story.add("sign-off", on("2025-12-04"), YOUTH, about=first_id(plan), role="manager",
              result="countersigned")
    for kind, first in (("harmful-sexual-behaviour", "2026-01-20"), ("mentoring", "2026-01-13"),
                        ("parenting", "2026-01-22")):
        story.add("intervention", on("2025-12-29"), YOUTH, type=kind, first_session=first)
    told = story.add("notice", clock(on("2025-12-17"), 9, 0), POLICE, about=first_id(offence),
                     what="victim-details", to="youth-justice", means="secure-system")
    story.add("contact", clock(on("2025-12-22"), 14, 0), YOUTH, about=first_id(told),
              with_="victim", purpose="victim-offer", where="not-in-person", result="offered")
    story.add("meeting", on("2026-05-28"), YOUTH, type="risk-review",
              child_took_part="attended-and-spoke")
    for day, harm in (("2026-01-05", "high"), ("2026-03-27", "medium"), ("2026-06-23", "medium"),
                      ("2026-09-21", "low")):
        story.assess(day, "review", "medium", harm_to_others=harm, victim_safety="considered")
    story.add("outcome", on("2026-09-21"), YOUTH, need="harmful-sexual-behaviour",
              worker_says="better", child_says="better")
    for met in range(SENTENCED + 8, TODAY, 21):
        story.add("contact", clock(office_day(met), 16, 0), YOUTH, with_="child", result="kept",
                  purpose="appointment", where="office")
