"""A man under probation for violence to his partner, and the children around him.

Each of three agencies knows one of the children. What probation owes is done in part, late, or not.
"""

from __future__ import annotations

from sightline.synth.cases.told import CARE, POLICE, PROBATION, YOUTH, Told, adult, child
from sightline.synth.days import clock, months_after, on
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

MAN, GIRL, BOY, OWN = "adult-case-2", "child-case-5", "child-case-6", "child-case-7"
"""The man; his partner's daughter and son, who live with him; his own child, who visits."""

OF_GIRL = "worker-08"
"""Who of youth justice works with her."""
START = on("2026-05-18")
CALLED_OUT = on("2026-10-18")


def tell(seed: int) -> list[Told]:
    """His file, and those of the three children."""
    return [_man(seed), _girl(seed), _boy(seed), _own(seed)]


def _man(seed: int) -> Told:
    story = adult(seed, MAN, "1991-04-12", "male")
    story.add("case", START, PROBATION, service=PROBATION, basis="court-order")
    story.allocate(START, PROBATION, "probation-officer")
    story.add("offence", on("2026-02-14"), PROBATION, type="violence", has_victim="yes",
              victim_is_child="no", outcome="court", disposed_on="2026-05-18")
    story.add("court-event", clock(START, 11, 45), PROBATION, type="sentence", length_months=24)
    story.add("order", clock(START, 11, 45), PROBATION, type="community-order", length_months=24,
              requirements=("domestic-abuse-programme",), planned_end=months_after(START, 24))
    story.add("check", on("2026-05-15"), PROBATION, asked_of=POLICE, result="concern",
              asked_about=("domestic-abuse",), covered=("subject", "household"),
              reply_on="2026-05-15")
    story.add("need", START, PROBATION, type="partner-violence", state="open", level="high")
    story.add("need", START, PROBATION, type="person-at-risk", state="open", level="high")
    _children(story)
    story.add("assessment", on("2026-06-02"), PROBATION, tool="oasys", stage="full", signed="yes",
              harm_to_others="high", victim_safety="not-considered", visit_needed="yes",
              covers=("children",), impact_on_children="described", is_parent="yes")
    story.add("assessment", on("2026-06-04"), PROBATION, tool="sara", stage="full",
              victim_risk="high", impact_on_children="described")
    story.add("referral", clock(on("2026-06-05"), 9, 30), PROBATION, to="marac", means="written",
              urgency="same-day")
    _visits(story)
    _programme(story)
    _called_out(story)
    return story


def _children(story: Told) -> None:
    for other in (GIRL, BOY):
        story.add("link", START, PROBATION, relation="partner-child", other_person=other,
                  same_household="yes", visits_household="yes", contact_forbidden="no")
    story.add("check", on("2026-05-20"), PROBATION, asked_of=CARE, result="involved",
              covered=("subject", "children-linked", "household"), reply_on="2026-06-03")
    story.add("link", on("2026-09-14"), PROBATION, relation="child", other_person=OWN,
              same_household="no", visits_household="yes", contact_forbidden="unknown")
    story.add("check", on("2026-09-16"), PROBATION, asked_of=CARE, result="no-reply",
              covered=("children-linked",))


def _visits(story: Told) -> None:
    """Nobody opened; when somebody did it was late."""
    for day, result in (("2026-06-11", "attempted"), ("2026-06-25", "kept")):
        story.add("contact", clock(on(day), 16, 30), PROBATION, with_="partner",
                  purpose="welfare", where="home", result=result)
    story.add("contact", None, PROBATION, planned_start=on("2026-11-05"), purpose="welfare",
              where="home", recorded=story.soon_after(on("2026-10-21")), result="offered")
    for day, result in (("2026-05-25", "kept"), ("2026-06-22", "kept"), ("2026-07-20", "missed"),
                        ("2026-08-24", "kept"), ("2026-09-21", "missed-with-reason"),
                        ("2026-10-21", "kept")):
        story.add("contact", clock(on(day), 14, 15), PROBATION, purpose="appointment",
                  where="office", result=result)


def _programme(story: Told) -> None:
    """A place, help for her, and evenings that he missed."""
    place = story.add("intervention", on("2026-07-06"), PROBATION,
                      type="domestic-abuse-programme", first_session="2026-08-11")
    about = first_id(place)
    story.add("contact", clock(on("2026-08-04"), 10, 30), PROBATION, about=about, with_="partner",
              purpose="partner-safety", where="not-in-person", result="offered")
    for day, result in (("2026-08-11", "kept"), ("2026-08-18", "kept"), ("2026-08-25", "kept"),
                        ("2026-09-01", "missed-with-reason"), ("2026-09-08", "kept"),
                        ("2026-09-15", "kept"), ("2026-09-22", "kept"), ("2026-09-29", "kept"),
                        ("2026-10-06", "missed"), ("2026-10-13", "missed"), ("2026-10-20", "kept"),
                        ("2026-10-27", "kept")):
        story.add("contact", clock(on(day), 18, 30), PROBATION, about=about,
                  purpose="appointment", where="office", result=result)
    story.add("decision", on("2026-10-16"), PROBATION, matter="breach", outcome="continue",
              reason_given="yes")


def _called_out(story: Told) -> None:
    """The police were there on a Sunday night; probation heard on Tuesday, and has not answered."""
    call = story.add("incident", clock(CALLED_OUT, 23, 10), POLICE, type="domestic-abuse",
                     child_present="yes", supervised_person="yes")
    story.add("notice", clock(on("2026-10-20"), 9, 40), POLICE, about=first_id(call),
              what="domestic-abuse-incident", to="case-manager", means="secure-system",
              acknowledged="yes")


# --- the children --------------------------------------------------------------------------------


def _girl(seed: int) -> Told:
    """Known to youth justice, and to social care, which has a plan to protect her."""
    story = child(seed, GIRL, "2012-08-30", "female", OF_GIRL)
    start = on("2026-07-13")
    story.begin(start, "out-of-court", known="concern")
    story.assess("2026-07-27", "full", "medium", factors=("domestic-abuse-parent",),
                 impact_on_children="described")
    story.add("contact", clock(on("2026-08-10"), 15, 0), YOUTH, with_="parent",
              purpose="parenting-offer", where="home", result="offered")
    _protected(story)
    return story


def _boy(seed: int) -> Told:
    """Her brother, whom social care alone knows."""
    story = child(seed, BOY, "2020-01-23", "male")
    _protected(story)
    return story


def _protected(story: Told) -> None:
    story.add("case", on("2026-04-07"), CARE, service=CARE, basis="protection")
    story.allocate("2026-04-07", CARE, "social-worker")
    held = on("2026-05-05")
    story.add("meeting", held, CARE, type="initial-conference", decision="protection-plan",
              child_took_part="views-sent")
    story.add("plan", held, CARE, type="child-protection", category="emotional",
              shared_with=("parents", "health", "education"))
    for day in ("2026-05-14", "2026-06-11", "2026-07-09", "2026-08-06", "2026-09-03",
                "2026-10-01", "2026-10-29"):
        story.add("meeting", on(day), CARE, type="core-group", child_took_part="views-by-other")
    story.add("meeting", on("2026-07-30"), CARE, type="review-conference",
              decision="protection-plan", child_took_part="views-sent")


def _own(seed: int) -> Told:
    """His own child, on whom nobody but probation has anything."""
    return child(seed, OWN, "2021-11-02", "male")
