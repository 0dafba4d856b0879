"""A woman under probation who is hurt at home, has a small child, and is expecting another."""

from __future__ import annotations

from sightline.synth.cases.told import CARE, POLICE, PROBATION, Told, adult, child
from sightline.synth.days import clock, months_after, on
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

WOMAN, CHILD = "adult-case-3", "child-case-8"
START = on("2026-07-20")


def tell(seed: int) -> list[Told]:
    """Her file, and her child's, whom social care alone knows."""
    return [_woman(seed), _child(seed)]


def _woman(seed: int) -> Told:
    story = adult(seed, WOMAN, "1999-12-06", "female")
    story.add("case", START, PROBATION, service=PROBATION, basis="court-order")
    story.allocate(START, PROBATION, "probation-officer")
    story.add("offence", on("2026-04-03"), PROBATION, type="theft", has_victim="no",
              outcome="court", disposed_on="2026-07-20")
    story.add("court-event", clock(START, 10, 50), PROBATION, type="sentence", length_months=18)
    story.add("order", clock(START, 10, 50), PROBATION, type="suspended-sentence",
              length_months=18, requirements=("drug-treatment",),
              planned_end=months_after(START, 18))
    story.add("check", on("2026-07-17"), PROBATION, asked_of=POLICE, result="concern",
              asked_about=("domestic-abuse",), covered=("subject", "partner"),
              reply_on="2026-07-17")
    story.add("need", START, PROBATION, type="domestic-abuse", state="open", level="high")
    story.add("link", START, PROBATION, relation="child", other_person=CHILD,
              same_household="yes", visits_household="yes", contact_forbidden="no")
    story.add("check", on("2026-07-21"), PROBATION, asked_of=CARE, result="involved",
              covered=("subject", "children-linked"), reply_on="2026-08-03")
    story.add("assessment", on("2026-08-05"), PROBATION, tool="oasys", stage="full", signed="yes",
              harm_to_others="low", victim_safety="no-victim", visit_needed="yes",
              covers=("children",), impact_on_children="described", is_parent="yes")
    story.add("contact", clock(on("2026-08-25"), 11, 0), PROBATION, with_="other",
              purpose="welfare", where="home", result="kept", seen_alone="yes")
    for day, result in (("2026-07-27", "kept"), ("2026-09-07", "kept"), ("2026-10-05", "kept")):
        story.add("contact", clock(on(day), 13, 0), PROBATION, purpose="appointment",
                  where="office", result=result)
    place = story.add("intervention", on("2026-08-17"), PROBATION, type="substance-misuse",
                      first_session="2026-08-31")
    for day, result in (("2026-08-31", "kept"), ("2026-09-14", "kept"), ("2026-09-28", "missed"),
                        ("2026-10-12", "kept"), ("2026-10-26", "kept")):
        story.add("contact", clock(on(day), 9, 30), "health", about=first_id(place),
                  purpose="treatment", where="community", result=result)
    story.add("pregnancy", on("2026-10-12"), "health", whose="own", due_on="2027-03-22",
              risk="yes", risk_known_on="2026-10-12")
    call = story.add("incident", clock(on("2026-10-24"), 21, 30), POLICE, type="domestic-abuse",
                     child_present="yes", supervised_person="no")
    notice = story.add("notice", clock(on("2026-10-26"), 9, 10), POLICE, about=first_id(call),
                       what="domestic-abuse-incident", to="case-manager", means="secure-system",
                       acknowledged="yes")
    story.add("referral", clock(on("2026-10-26"), 15, 0), PROBATION, about=first_id(notice),
              to="social-care", means="telephone", urgency="same-day")
    story.add("assessment", on("2026-10-28"), PROBATION, tool="dash", stage="full",
              victim_risk="high", result="plan", impact_on_children="described")
    return story


def _child(seed: int) -> Told:
    story = child(seed, CHILD, "2023-05-17", "female")
    story.add("case", on("2026-06-08"), CARE, service=CARE, basis="need")
    story.allocate("2026-06-08", CARE, "social-worker")
    story.add("meeting", on("2026-09-30"), CARE, type="child-in-need-review",
              child_took_part="too-young")
    story.add("plan", on("2026-07-06"), CARE, type="child-in-need",
              shared_with=("parents", "health"))
    return story
