"""``sightline standard upgrade`` and ``sightline judge``: another standard for the service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.options import DayType, json_option
from sightline.cli.service import set_up_service
from sightline.cli.text import counted, listed, print_json, say, table
from sightline.engine.model import Moment
from sightline.standard.calendar import date_of

if TYPE_CHECKING:
    from sightline.service.files.upgrading import Preview


@click.command("upgrade")
@click.argument("new")
@click.option("--from", "day", type=DayType(), help="Decide on it: the first day it holds.")
@click.option("--reason", default="", help="Why; needed with --from.")
@click.option("--yes", is_flag=True, help="With --from: do not ask whether it is meant.")
@json_option
def upgrade(new: str, day: Moment | None, reason: str, yes: bool, as_json: bool) -> None:
    """Say what the service would judge otherwise by the standard NEW, and decide on it.

    NEW is the name of one that comes with Sightline, or a folder. Without --from nothing is
    decided. With it, the standard is kept in the database and holds from that day, tomorrow at the
    earliest; a new release of Sightline changes nothing of it. Files are judged by it when they
    are next looked at or written to, and all of them by `sightline judge`.
    """
    with set_up_service(), told_plainly():
        from sightline.cli.inputs import progress
        from sightline.service.files import decided, upgrading
        from sightline.service.files.models import Subject
        from sightline.service.files.moments import day_at
        from sightline.service.files.standard import folder_of
        from sightline.service.ledger import clock
        from sightline.service.ledger.acts import act
        from sightline.service.ledger.failures import Refused

        text = decided.text_of(folder_of(new)[0])
        after = decided.loaded(text)
        on = date_of(day_at(clock.now()) if day is None else day.day)
        try:
            with progress(Subject.objects.count(), "Judging by both") as bar:
                found = upgrading.preview(after, on, bar.update)
            if as_json:
                print_json(_as_dict(found, decided=day is not None))
            else:
                for line in _told(found):
                    say(line)
            if day is None:
                return
            if not yes:
                click.confirm(f"Run the service by it from {on:%-d %B %Y}?", abort=True)
            with act(person=None, route="standard upgrade") as by:
                upgrading.decide(text=text, from_on=on, reason=reason, by=by)
        except Refused as refusal:
            raise CannotGoOn(str(refusal)) from refusal
    if not as_json:
        say(
            f"From {on:%-d %B %Y} the service is run by {after.name} {after.version}, digest "
            f"{after.digest[:12]}."
        )


@click.command()
def judge() -> None:
    """Judge every file again that was judged on an earlier day or by another standard.

    Nothing needs it to be true: files are judged when they are written to, and before they are
    listed. Run every night, it saves whoever lists many files in the morning the time. Cut off, it
    goes on where it was.
    """
    with set_up_service():
        from sightline.cli.inputs import progress
        from sightline.service.files.models import Subject
        from sightline.service.files.upgrading import judge_waiting
        from sightline.service.ledger.jobs import job

        files = Subject.objects.count()
        with job("judge", total=files) as running, progress(files, "Judging") as bar:

            def told(some: int) -> None:
                bar.update(some)
                running.advance(some)

            number = judge_waiting(told)
    say(f"{counted(number, 'file')} judged as of today.")


def _as_dict(found: Preview, *, decided: bool) -> dict[str, object]:
    return {
        "old": _named(found, old=True),
        "new": _named(found, old=False),
        "on": found.on.isoformat(),
        "decided": decided,
        "differences": [difference.to_dict() for difference in found.says],
        "forms": list(found.forms),
        "measures": list(found.measures),
        "files": found.files,
        "obligations": [
            {"duty": duty, "change": change, "state_before": before or None,
             "state_after": after or None, "obligations": number}
            for (duty, change, before, after), number in sorted(found.effects.items())
        ],
    }  # fmt: skip


def _named(found: Preview, *, old: bool) -> dict[str, str]:
    standard = found.before if old else found.after
    return {"name": standard.name, "version": standard.version, "digest": standard.digest}


def _told(found: Preview) -> Iterator[str]:
    for word, standard in (("Now", found.before), ("New", found.after)):
        yield f"{word}: {standard.name} {standard.version}, digest {standard.digest[:12]}"
    if found.before.digest == found.after.digest:
        yield "It is the same."
        return
    by_what: dict[str, list[str]] = {}
    for difference in found.says:
        by_what.setdefault(difference.what, []).append(difference.name)
    for what, names in by_what.items():
        number = counted(len(names), what, _PLURALS.get(what, ""))
        yield f"{number} judged otherwise: {listed(names)}"
    for some, what, would in ((found.forms, "form", "ask"), (found.measures, "measure", "count")):
        if some:
            yield f"{counted(len(some), what)} would {would} otherwise: {listed(some)}"
    yield ""
    total = sum(found.effects.values())
    where = f"of {counted(found.files, 'file')}, judged as of {found.on:%-d %B %Y}"
    if not total:
        yield f"No obligation {where}, would change."
        return
    yield f"{counted(total, 'obligation')} {where}, would change:"
    rows = [
        (duty, change, before or ".", after or ".", f"{number:,}")
        for (duty, change, before, after), number in sorted(found.effects.items())
    ]
    yield table(("duty", "change", "state now", "state then", "obligations"), rows, left=4)
    changes = Counter[str]()
    for (_, change, _, _), many in found.effects.items():
        changes[change] += many
    yield ", ".join(f"{changes[change]:,} {said}" for change, said in _CHANGES if changes[change])


_PLURALS = {"duty": "duties"}
_CHANGES = (
    ("new", "would open"),
    ("gone", "would be owed no more"),
    ("state", "would change their state"),
    ("due", "would be due at another time"),
)
