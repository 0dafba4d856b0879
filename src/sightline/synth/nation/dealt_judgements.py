"""What inspectors judged of the files of children, dealt in the numbers that the review printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from sightline.synth.dice import Dice
from sightline.synth.nation import targets as t
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.deal import draw, draw_rather, shuffled

Cards = Sequence[ChildCard]


def judge_children(dice: Dice, cards: Cards) -> None:
    """Every judgement of the children's files goes on their cards."""
    _judged(dice, cards)
    _strong_safeguarding(dice, cards)


def _judged(dice: Dice, cards: Cards) -> None:
    asked: dict[str, Callable[[ChildCard], bool]] = {
        "alcohol-key-factor": lambda card: True,
        "drugs-key-factor": lambda card: True,
        "action-taken": lambda card: card.at_risk,
        "report-vulnerability": lambda card: card.basis == "court-order" and not card.remanded,
        "health-planning": lambda card: card.in_custody,
        "social-care-service": lambda card: card.in_custody and card.looked_after != "never",
        "action-taken-in-custody": lambda card: card.in_custody and card.at_risk,
    }
    # A plan that was never made is judged poor before one that was.
    worse: dict[str, Callable[[ChildCard], bool]] = {
        "health-planning": lambda card: card.health_plan == "missed",
        "action-taken": lambda card: "missed" in (card.plan, card.visit),
    }
    for question, applies in asked.items():
        among = [card for card in cards if applies(card)]
        _judge(dice, among, question, t.JUDGED_OF_CHILDREN[question], worse.get(question))
        for card in cards:
            if not applies(card):
                card.judged[question] = "not-applicable"
    for card in cards:
        card.reported = card.judged.get("report-vulnerability") in ("yes", "no")


def _judge(
    dice: Dice,
    among: Cards,
    question: str,
    share: t.Share,
    worse: Callable[[ChildCard], bool] | None = None,
) -> None:
    """So many are answered, so many of them yes; the others were left blank.

    ``worse``: those to whom most of the answers no fall.
    """
    answered = draw(dice, among, share.of)
    likely = [card for card in answered if worse is not None and worse(card)]
    ids = {id(card) for card in likely}
    others = [card for card in answered if id(card) not in ids]
    for card in answered:
        card.judged[question] = "yes"
    for card in draw_rather(dice, likely, others, share.of - share.yes, 0.8):
        card.judged[question] = "no"


def _strong_safeguarding(dice: Dice, cards: Cards) -> None:
    """In how many files of each place safeguarding featured strongly, and was not addressed."""
    by_place: defaultdict[str, list[ChildCard]] = defaultdict(list)
    for card in cards:
        by_place[card.place.name].append(card)
    for name, (strong, not_addressed) in _by_place(dice, sorted(by_place)).items():
        likely = [c for c in by_place[name] if c.at_risk or c.vulnerable or c.protected == "now"]
        ids = {id(card) for card in likely}
        others = [card for card in by_place[name] if id(card) not in ids]
        chosen = draw_rather(dice, likely, others, strong, 1)
        for card in by_place[name]:
            card.judged["safeguarding-addressed"] = "not-applicable"
        for number, card in enumerate(shuffled(dice, chosen)):
            card.judged["safeguarding-addressed"] = "no" if number < not_addressed else "yes"


def _by_place(dice: Dice, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """For each place, of how many files: one is the worst, and no other comes near it."""
    worst, *rest = shuffled(dice, names)
    sizes = dict.fromkeys(rest, (t.SAFEGUARDING.of - t.SAFEGUARDING_WORST.of) // len(rest))
    for name in draw(dice, rest, t.SAFEGUARDING.of - t.SAFEGUARDING_WORST.of - sum(sizes.values())):
        sizes[name] += 1
    few = shuffled(dice, rest)
    for less, more in zip(few[::2], few[1::2], strict=False):
        moved = dice.between(0, 2)
        sizes[less] -= moved
        sizes[more] += moved
    highest = t.SAFEGUARDING_WORST.yes / t.SAFEGUARDING_WORST.of
    poor = dict.fromkeys(rest, 0)
    left = t.SAFEGUARDING.yes - t.SAFEGUARDING_WORST.yes
    while left:
        name = dice.pick(rest)
        if (poor[name] + 1) / sizes[name] < highest:
            poor[name] += 1
            left -= 1
    found = {name: (sizes[name], poor[name]) for name in rest}
    return {**found, worst: (t.SAFEGUARDING_WORST.of, t.SAFEGUARDING_WORST.yes)}
