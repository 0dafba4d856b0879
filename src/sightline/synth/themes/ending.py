"""The end of an order: what was reached, and who goes on from there."""

from __future__ import annotations

from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.themes.beginning import ORDERS, TOOLS

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def tell(story: Story, life: Life) -> None:
    """A closing assessment and an exit plan by the last day of each order."""
    for order in story.facts("order", type=(*ORDERS, "licence")):
        if order.ended is None or order.at is None or order.ended.day - order.at.day < 30:
            continue
        end = order.ended.day
        plan = story.do("exit plan", "plan", "youth-justice", end - 20, end - 1,
                        until=life.end + 60, type="exit", shared_with=("child", "parents"))
        if plan is not None and plan.at is not None:
            story.close(plan, max(end, plan.at.day) + 60)
        closing = [made for made in story.facts("assessment", tool=TOOLS, stage="closing")
                   if made.at is not None and end - 30 < made.at.day <= end]
        before = [made for made in story.facts("assessment", tool=TOOLS)
                  if made.at is not None and made.at.day < end - 15]
        if closing or not before:
            continue
        seen = before[-1].details
        story.do(
            "closing at the end of an order", "assessment", "youth-justice", end - 12, end - 1,
            until=life.end, tool=life.era.tool, stage="closing", visit_needed="no", signed="yes",
            countersigned="yes", vulnerability=seen.get("vulnerability"),
            self_harm=seen.get("self-harm"), harm_to_others=seen.get("harm-to-others"),
        )
