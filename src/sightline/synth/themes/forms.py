"""What the forms ask beside: fields of records that other stories tell."""

from __future__ import annotations

from sightline.synth.days import date_text
from sightline.synth.life import Life
from sightline.synth.story import Story

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

TECHNIQUES = ("guiding", "standing-hold", "standing-hold", "floor", "handcuffs")


def tell(story: Story, life: Life) -> None:
    """Fill in what the forms of the day ask."""
    for plan in story.facts("plan", type=("safety-and-wellbeing", "vulnerability")):
        story.fill(plan, owners_named="no" if story.happens("owners not named") else "yes")
    for restraint in story.facts("restraint"):
        if not story.happens("technique not written down"):
            story.fill(restraint, technique=story.dice.pick(TECHNIQUES))
    for report in story.facts("report", type="pre-sentence"):
        for section in ("vulnerability_section", "custody_effect"):
            left_out = story.happens("section of a report left out")
            story.fill(report, **{section: "no" if left_out else "yes"})
    for incident in story.facts("incident", type="victim-of-crime"):
        assert incident.at is not None
        story.fill(incident, known_on=date_text(incident.at.day))
    for panel in story.facts("meeting", type="referral-order-panel"):
        if "decision" not in panel.details:
            story.fill(panel, decision="contract-agreed")
    _assessments(story)


def _assessments(story: Story) -> None:
    for made in story.facts("assessment", tool=("assetplus", "asset")):
        ignored = story.happens("victim's safety not considered")
        victim = story.dice.weighted({"considered": 0.8, "no-victim": 0.2})
        story.fill(made, victim_safety="not-considered" if ignored else victim)
        if made.details.get("stage") in ("full", "pre-sentence"):
            screened = not story.happens("not screened for mental health")
            story.fill(made, covers=("mental-health",) if screened else None)
    for made in story.facts("assessment", tool=("assetplus", "single")):
        passed_over = story.happens("effect on children not described")
        story.fill(made, impact_on_children="not-described" if passed_over else "described")
    for made in story.facts("assessment", stage="reception"):
        if not story.happens("parenthood not asked"):
            parent = story.dice.chance(0.05)
            story.fill(made, is_parent="yes" if parent else "no")
            if parent and made.at is not None:
                day, by = made.at.day, made.agency.removeprefix("agency-")
                story.do("parenthood told", "notice", by, day, day, what="parenthood",
                         to="youth-justice", means="telephone")
    for made in story.facts("assessment", tool="substance-misuse"):
        if made.about is not None:
            story.fill(made, treatment_need=story.answer(story.dice.pick(("yes", "no"))))
