"""What follows from a child's story, theme by theme: each told after it, on what stands there.

A theme looks at what the file says and adds what should follow, done in time, late or never. Each
has dice of its own, so that one more theme leaves all that is told already as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sightline.synth.dice import Dice
from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.themes import (
    beginning,
    ending,
    forms,
    hearings,
    inside,
    mappa,
    needs,
    restraint,
    worries,
)

THEMES: Mapping[str, Callable[[Story, Life], None]] = {
    "hearings": hearings.tell,
    "beginning": beginning.tell,
    "inside": inside.tell,
    "restraint": restraint.tell,
    "worries": worries.tell,
    "needs": needs.tell,
    "mappa": mappa.tell,
    "ending": ending.tell,
    "forms": forms.tell,
}


def tell(seed: int, story: Story, life: Life) -> None:
    """Tell every theme on a child's file, each with its own dice."""
    own = story.dice
    for name, theme in THEMES.items():
        story.dice = Dice(seed, f"{story.subject.id}/{name}")
        theme(story, life)
    story.dice = own
