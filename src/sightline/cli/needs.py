"""``sightline needs``: what each assessment in force says of one child, domain by domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import Case, file_of, read_case
from sightline.cli.options import Asked, json_option, source_options
from sightline.cli.text import print_json, say

if TYPE_CHECKING:
    from sightline.engine.needs import DomainNeeds, Voice


@click.command()
@source_options
@click.option("--file", "--subject", "file_id", required=True, help="The file: its subject's id.")
@click.option("--domain", "domains", multiple=True, help="Only this domain of need.")
@json_option
def command(asked: Asked, file_id: str, domains: tuple[str, ...], as_json: bool) -> None:
    """Show one child's needs side by side: which tool saw them, which was silent, what changed."""
    from sightline.engine.needs import needs

    case = read_case(asked)
    _refuse_unknown(case, domains)
    file = file_of(case.source, file_id)
    with told_plainly():
        found = needs(case.standard, file, known_at=case.known_at, on=case.on)
    wanted = [one for one in found if not domains or one.domain.id in domains]
    if as_json:
        print_json(_whole_dict(case, file_id, wanted))
    else:
        for line in _told(file_id, case, wanted):
            say(line)


def _refuse_unknown(case: Case, domains: Sequence[str]) -> None:
    known = case.standard.crosswalk.domains
    if not known:
        raise CannotGoOn(f"The standard {case.standard.name} has no crosswalk.yaml.")
    if missing := [name for name in domains if name not in known]:
        raise CannotGoOn(f"There is no domain {', '.join(missing)}. There are {', '.join(known)}.")


def _whole_dict(case: Case, file_id: str, found: Sequence[DomainNeeds]) -> dict[str, Any]:
    from sightline.engine.words import say_minute, say_moment

    standard = case.standard
    return {
        "standard": {
            "name": standard.name,
            "version": standard.version,
            "digest": standard.digest,
        },
        "as_at": say_moment(case.on),
        "known_at": say_minute(case.known_at),
        "file": file_id,
        "domains": [_as_dict(one) for one in found],
    }


def _as_dict(needs: DomainNeeds) -> dict[str, Any]:
    return {
        "domain": needs.domain.id,
        "title": needs.domain.title,
        "picture": needs.picture.value,
        "gravest": needs.gravest,
        "voices": [_voice_dict(voice) for voice in needs.voices],
    }


def _voice_dict(voice: Voice) -> dict[str, Any]:
    from sightline.standard.calendar import date_of

    earlier = voice.earlier_day
    return {
        "source": voice.source,
        "title": voice.title,
        "record": voice.record,
        "day": date_of(voice.day).isoformat(),
        "sections": list(voice.sections),
        "finding": voice.finding,
        "unanswered": voice.unanswered or None,
        "earlier": voice.earlier,
        "earlier_day": None if earlier is None else date_of(earlier).isoformat(),
        "change": voice.change.value,
    }


def _told(file_id: str, case: Case, found: Sequence[DomainNeeds]) -> Iterator[str]:
    from sightline.engine.words import say_when

    yield f"Needs on file {file_id}. {say_when(case.on, case.known_at)}"
    yield ""
    for picture, said in PICTURES.items():
        titles = [n.domain.title for n in found if n.voices and n.picture.value == picture]
        if titles:
            yield f"{said[:1].upper()}{said[1:]}: {'; '.join(titles)}."
    for needs in (one for one in found if one.voices):
        yield ""
        yield f"{needs.domain.title}: {PICTURES[needs.picture.value]}"
        for voice in needs.voices:
            yield f"  {_say_voice(voice)}"
    unheard = [needs.domain.title for needs in found if not needs.voices]
    if unheard:
        yield ""
        yield f"No record in force has a place for: {'; '.join(unheard)}."


PICTURES = {
    "disagree": "they disagree",
    "need": "a need",
    "no need": "no need",
    "not answered": "asked, and not answered",
    "not recorded": "not recorded (which is not the same as no)",
}
FINDINGS = {"strong": "strong need", "some": "some need", "none": "no need"}


def _say_voice(voice: Voice) -> str:
    from sightline.engine.words import say_day

    said = FINDINGS[voice.finding] if voice.finding else voice.unanswered.replace("-", " ")
    where = f" ({'; '.join(voice.sections)})" if voice.sections else ""
    return (
        f"{said or 'says nothing':<12} {voice.title}{where}, {say_day(voice.day)}{_change(voice)}"
    )


def _change(voice: Voice) -> str:
    from sightline.engine.words import say_day

    if voice.earlier is None or voice.earlier_day is None:
        return ""
    before = f"{FINDINGS[voice.earlier]} on {say_day(voice.earlier_day)}"
    known = voice.finding is not None
    return f"; {voice.change.value}, {before}" if known else f"; before, {before}"
