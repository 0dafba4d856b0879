"""Generated rules of each shape: what the shape admits, and nothing that it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Answer,
    Basis,
    Before,
    BirthdayTrigger,
    Clock,
    Each,
    Every,
    Interval,
    Of,
    PeriodName,
    Rule,
    Shape,
    Step,
    Trigger,
)
from tests.generative.alternatives import (
    already,
    answer,
    at_moment,
    birthday_trigger,
    lapses,
    single_answers,
    starting,
    unlesses,
)
from tests.generative.clocks import forward, moment_named, perhaps_two
from tests.generative.scenes import Scene
from tests.generative.world import LASTING, POINTS, SPANS, UNTIL_NEXTS


def _rule(shape: Shape, when: tuple[Trigger, ...], then: tuple[Answer, ...]) -> dict[str, object]:
    return {
        "shape": shape,
        "from_": date(2000, 1, 1),
        "when": when,
        "then": then,
        "basis": Basis.LOCAL,
        "source": "",
        "owner": "",
    }


def response(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """When this, then that within so long."""
    choices = scene.choices
    if not when:
        first: Trigger = at_moment(
            scene,
            choices.weighted(
                (14, START), (3, END), (2, "set_on"), (2, "heard_at"), (1, PLANNED_END)
            ),
        )
        if choices.chance(12):
            first = birthday_trigger(scene)
        when = (first,)
        if choices.chance(20):
            when += (
                birthday_trigger(scene)
                if choices.chance(15)
                else at_moment(scene, choices.weighted((3, START), (1, END))),
            )
    birthday = any(isinstance(trigger, BirthdayTrigger) for trigger in when)
    return Rule(
        **_rule(Shape.RESPONSE, when, single_answers(scene, when, in_force=True, own=15)),  # type: ignore[arg-type]
        clock=perhaps_two(scene, forward(scene, birthday), birthday),
        already=already(scene, 20),
        unless=unlesses(scene),
        lapses=lapses(scene, when),
    )


def precondition(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """Before this starts, that."""
    choices = scene.choices
    if not when:
        every = (*POINTS, *SPANS, *UNTIL_NEXTS)
        when = (starting(scene, every),)
        if choices.chance(15):
            when += (starting(scene, every),)
    at_trigger = choices.chance(25)
    interval = Interval(0, scene.interval().unit) if at_trigger else scene.interval()
    clock: Clock = Before(interval, choices.weighted((5, None), (1, START)))
    if not at_trigger:
        clock = perhaps_two(scene, clock)
    return Rule(
        **_rule(Shape.PRECONDITION, when, single_answers(scene, when, in_force=at_trigger)),  # type: ignore[arg-type]
        clock=clock,
        unless=unlesses(scene),
        lapses=lapses(scene, when),
        no_older_than=scene.interval(hours=False) if choices.chance(35) else None,
    )


def before_end(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """Before this ends (or another of its moments comes), that."""
    choices = scene.choices
    if not when:
        at = choices.weighted((6, END), (3, PLANNED_END), (2, "set_on"), (2, "heard_at"))
        when = (at_moment(scene, at),)
        if choices.chance(12):
            when += (at_moment(scene, choices.pick((END, PLANNED_END))),)
    of: Of | None = moment_named(scene, starts=False) if choices.chance(20) else None
    clock: Clock = perhaps_two(scene, Before(scene.interval(), of))
    return Rule(
        **_rule(Shape.BEFORE_END, when, single_answers(scene, when, in_force=choices.chance(25))),  # type: ignore[arg-type]
        clock=clock,
        already=already(scene, 15),
        unless=unlesses(scene),
        lapses=lapses(scene, when),
    )


def during(scene: Scene) -> tuple[Trigger, ...]:
    """The spans during which something recurs or is forbidden."""
    when: tuple[Trigger, ...] = (starting(scene, LASTING),)
    if scene.choices.chance(12):
        when += (starting(scene, LASTING),)
    return when


def every(scene: Scene) -> Every:
    """A rolling recurrence."""
    choices = scene.choices
    steps = [
        Step(scene.interval(hours=False), of_start=choices.chance(15))
        for _ in range(choices.weighted((5, 1), (3, 2), (1, 3)))
    ]
    steps[-1] = replace(steps[-1], of_start=False)
    only_from = choices.weighted((8, 1), (1, 2), (1, 3))
    return Every(
        tuple(steps),
        first=Step(scene.interval(hours=False), of_start=choices.chance(20))
        if choices.chance(60)
        else None,
        only_from=only_from,
        only_to=only_from + choices.pick((0, 1)) if choices.chance(12) else None,
    )


def each(scene: Scene) -> Each:
    """A recurrence by calendar period; short scenes have short periods, or nothing would end."""
    choices = scene.choices
    short = (PeriodName.WEEK, PeriodName.SCHOOL_WEEK, PeriodName.MONTH)
    long = (
        PeriodName.QUARTER,
        PeriodName.TERM,
        PeriodName.FINANCIAL_YEAR,
        PeriodName.CALENDAR_YEAR,
    )
    period = choices.pick(short if choices.chance(75 if scene.scale == "weeks" else 40) else long)
    by_day = by_month = None
    if period in (PeriodName.FINANCIAL_YEAR, PeriodName.CALENDAR_YEAR) and choices.chance(60):
        by_month, by_day = choices.pick(((6, 30), (2, 29), (4, 1), (3, 30), (12, 25)))
    if period is PeriodName.MONTH and choices.chance(60):
        by_day = choices.pick((15, 1, 28, 31))
    return Each(
        period,
        by_day,
        by_month,
        after=by_day is not None and choices.chance(50),
        part_owed=choices.chance(35),
    )


def recurrence(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """While this lasts, that every so often."""
    choices = scene.choices
    when = when or during(scene)
    rolling = choices.chance(60)
    count = choices.weighted((4, 1), (1, 2))
    then = tuple(answer(scene, in_force=not rolling, moments=False) for _ in range(count))
    return Rule(
        **_rule(Shape.RECURRENCE, when, then),  # type: ignore[arg-type]
        every=every(scene) if rolling else None,
        each=None if rolling else each(scene),
        already=already(scene, 25) if rolling else None,
        lapses=lapses(scene, when),
    )


def prohibition(scene: Scene, when: tuple[Trigger, ...] = ()) -> Rule:
    """While this lasts, never that."""
    count = scene.choices.weighted((4, 1), (1, 2))
    then = tuple(answer(scene, in_force=False, moments=False) for _ in range(count))
    return Rule(
        **_rule(Shape.PROHIBITION, when or during(scene), then),  # type: ignore[arg-type]
        running_spared=scene.choices.chance(25),
    )


BUILDERS = {
    Shape.RESPONSE: response,
    Shape.PRECONDITION: precondition,
    Shape.BEFORE_END: before_end,
    Shape.RECURRENCE: recurrence,
    Shape.PROHIBITION: prohibition,
}
