"""Practice example A: a girl, and the man who hurt her and is about to come out of prison."""

from __future__ import annotations

from sightline.synth.cases.told import POLICE, PROBATION, YOUTH, Told, adult, child
from sightline.synth.days import clock, months_after, office_day, on
from sightline.synth.roster import YOUNG_OFFENDERS
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

GIRL, MAN = "child-case-1", "adult-case-1"
SPOKE, RELEASED = on("2026-09-08"), on("2026-10-09")
"""The day on which she told her worker of him, and the day on which he was released."""


def tell(seed: int) -> list[Told]:
    """She speaks of him; his licence forbids him to come near her, and she is not left alone."""
    return [_girl(seed), _man(seed)]


def _girl(seed: int) -> Told:
    story = child(seed, GIRL, "2010-02-19", "female")
    start = on("2026-03-02")
    story.begin(start, "court-order")
    story.add("order", clock(start, 11, 10), YOUTH, type="youth-rehabilitation-order",
              length_months=12, requirements=("education",), planned_end=months_after(start, 12))
    story.assess("2026-03-16", "full", "medium")
    story.assess("2026-06-15", "review", "medium")
    _she_speaks(story)
    for day in range(start + 9, SPOKE, 21):
        story.add("contact", clock(office_day(day), 15, 30), YOUTH, with_="child",
                  purpose="appointment", where="office", result="kept")
    return story


def _she_speaks(story: Told) -> None:
    told = clock(SPOKE, 14, 0)
    worry = story.add("concern", told, YOUTH, type="feels-unsafe", manager_told="yes",
                      known_on="2026-09-08")
    about = first_id(worry)
    story.add("notice", clock(SPOKE, 15, 20), YOUTH, about=about, what="concern", to=PROBATION,
              means="telephone", acknowledged="yes")
    story.add("assessment", on("2026-09-09"), YOUTH, about=about, tool="dash", stage="full",
              victim_risk="medium", result="plan", impact_on_children="described")
    story.assess("2026-09-11", "review", "high", at_risk=("others",), visit_needed="yes",
                 factors=("domestic-abuse-child",))
    safe_way_home = story.add("action", on("2026-09-14"), YOUTH, from_what="assessment")
    story.close(safe_way_home, on("2026-09-15"), result="done")
    story.keep_safe("2026-09-17", "police", "parents")
    story.add("referral", clock(on("2026-09-10"), 10, 15), YOUTH, about=about, means="telephone",
              to="victim-service", urgency="soon")
    story.add("contact", clock(on("2026-09-10"), 16, 0), YOUTH, about=about, with_="child",
              purpose="safety", where="school", result="kept", seen_alone="yes")
    for day, where in (("2026-09-16", "home"), ("2026-09-29", "community"),
                       ("2026-10-08", "school"), ("2026-10-12", "home"), ("2026-10-26", "school")):
        story.add("contact", clock(on(day), 15, 45), YOUTH, with_="child", purpose="safety",
                  where=where, result="kept", seen_alone="yes")
    story.add("sign-off", on("2026-10-05"), YOUTH, role="manager", result="oversight")
    story.add("notice", clock(on("2026-10-02"), 11, 0), PROBATION, about=about,
              what="licence-condition", to=YOUTH, means="secure-system", acknowledged="yes")
    story.add("contact", None, YOUTH, planned_start=on("2026-11-09"), with_="child",
              recorded=story.soon_after(on("2026-10-26")), purpose="safety", result="offered")


def _man(seed: int) -> Told:
    story = adult(seed, MAN, "2005-11-21", "male")
    start = on("2025-09-08")
    story.add("case", start, PROBATION, service=PROBATION, basis="custody")
    story.allocate(start, PROBATION, "probation-officer")
    story.add("offence", on("2025-06-14"), PROBATION, type="violence", has_victim="yes",
              victim_is_child="no", outcome="court", disposed_on="2025-09-08")
    story.add("check", on("2025-09-05"), PROBATION, asked_of=POLICE, result="concern",
              asked_about=("domestic-abuse",), covered=("subject",), reply_on="2025-09-05")
    story.add("need", start, PROBATION, type="partner-violence", state="open", level="high")
    sentence = story.add("court-event", clock(start, 12, 0), PROBATION, type="sentence",
                         length_months=26, listed_offence="yes", mappa_qualifying="yes",
                         victim_contact="yes")
    story.add("contact", clock(on("2025-09-24"), 11, 0), PROBATION, about=first_id(sentence),
              with_="victim", purpose="victim-offer", where="not-in-person", result="offered")
    story.add("mappa", on("2025-09-15"), PROBATION, category="violent-or-other-sexual",
              level="one")
    story.add("assessment", on("2025-09-22"), PROBATION, tool="oasys", stage="full",
              signed="yes", harm_to_others="high", victim_safety="considered", visit_needed="no",
              covers=("children",), impact_on_children="no-children", is_parent="no")
    story.add("assessment", on("2025-09-24"), PROBATION, tool="sara", stage="full",
              victim_risk="high", impact_on_children="no-children")
    custody = story.add("custody", clock(start, 16, 40), YOUNG_OFFENDERS, basis="sentence",
                        establishment=YOUNG_OFFENDERS, planned_end=RELEASED,
                        establishment_type="young-offender-institution")
    _she_is_named(story)
    story.close(custody, clock(RELEASED, 9, 30), promptly=True, end_reason="released-planned")
    _on_licence(story)
    return story


def _she_is_named(story: Told) -> None:
    """What youth justice tells of her, and what probation does with it before he comes out."""
    story.add("link", SPOKE, PROBATION, relation="former-partner", other_person=GIRL,
              same_household="no", visits_household="no", contact_forbidden="yes")
    story.add("need", SPOKE, PROBATION, type="person-at-risk", state="open", level="high")
    story.add("assessment", on("2026-09-21"), PROBATION, tool="oasys", stage="review",
              signed="yes", harm_to_others="high", victim_safety="considered", visit_needed="yes",
              covers=("children",), impact_on_children="described", is_parent="no")
    story.add("contact", clock(on("2026-09-28"), 10, 30), PROBATION, with_="other",
              purpose="welfare", where="home", result="kept")
    story.add("arrangement", on("2026-09-30"), PROBATION, type="licence-condition",
              confirmed="yes", from_on="2026-10-09")
    story.add("notice", clock(on("2026-10-02"), 10, 0), PROBATION, what="licence-condition",
              to="victim", means="in-person", acknowledged="yes")


def _on_licence(story: Told) -> None:
    story.add("order", clock(RELEASED, 9, 30), PROBATION, type="licence", length_months=13,
              requirements=("residence", "domestic-abuse-programme"),
              planned_end=months_after(RELEASED, 13))
    story.add("order", clock(on("2026-10-14"), 14, 0), POLICE, type="non-molestation",
              length_months=12, planned_end=on("2027-10-13"))
    story.add("contact", clock(RELEASED, 11, 30), PROBATION, purpose="release", where="office",
              result="kept")
    for day in ("2026-10-14", "2026-10-21", "2026-10-28"):
        story.add("contact", clock(on(day), 10, 0), PROBATION, purpose="appointment",
                  where="office", result="kept")
    place = story.add("intervention", on("2026-10-19"), PROBATION, type="domestic-abuse-programme",
                      first_session="2026-12-01")
    story.add("contact", clock(on("2026-10-27"), 11, 0), PROBATION, about=first_id(place),
              with_="partner", purpose="partner-safety", where="not-in-person", result="offered")
    story.add("contact", None, PROBATION, planned_start=on("2026-11-04"), purpose="appointment",
              recorded=story.soon_after(on("2026-10-28")), where="office", result="offered")
