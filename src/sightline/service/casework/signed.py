"""What was signed of a record or sent back, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sightline.service.access.models import Person
from sightline.service.casework.said import NOT_RECORDED, NOT_SHOWN, Reader, at_said
from sightline.service.files.models import Record
from sightline.service.files.signatures import DIRECTION, Signature, asked_of, signatures
from sightline.service.files.standard import standard
from sightline.standard.kinds import SIGN_OFF, SIGNED_AS
from sightline.standard.model import Countersigned


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature or a sending back. ``since``: what has happened to it since; '' while it holds.

    ``note``: what was said with it; '' for nothing.
    """

    what: str
    note: str
    since: str
    holds: bool
    is_signed: bool


@dataclass(frozen=True, slots=True)
class Signing:
    """The state of a record. ``waits``: nobody has signed what stands now, nor sent it back.

    ``why``: why somebody signs it; '' where nobody needs to.
    """

    why: str
    signed: Sequence[Signed]
    waits: bool

    @property
    def is_signed(self) -> bool:
        """Whether a signature holds."""
        return any(one.is_signed and one.holds for one in self.signed)


def signing_of(versions: Sequence[Record], reader: Reader, *, is_withdrawn: bool) -> Signing | None:
    """How far a record is countersigned; None where nobody asks that it is, and nobody has."""
    last = versions[-1]
    asked, found = asked_of(last), signatures(last.fact)
    if asked is None and not found:
        return None
    people = dict(
        Person.objects.filter(pk__in={one.row.by for one in found}).values_list("pk", "name")
    )
    of = {row.pk: row for row in versions}
    told = [_told(one, of, people, reader, is_withdrawn) for one in found]
    waits = asked is not None and not is_withdrawn and not any(one.holds for one in found)
    return Signing(
        why="" if asked is None else asked.why,
        signed=told,
        waits=waits,
    )


def roles_of(asked: Countersigned) -> list[tuple[str, str]]:
    """As whom it may be signed, with the words for it."""
    codes = standard().kinds[SIGN_OFF].fields[SIGNED_AS].codes
    labels = {code.value: code.label for code in codes}
    return [(role, labels[role]) for role in asked.by]


def _told(
    one: Signature,
    versions: Mapping[UUID, Record],
    people: Mapping[UUID, str],
    reader: Reader,
    is_withdrawn: bool,
) -> Signed:
    by = people.get(one.row.by, "Not known") if one.row.by else "Not known"
    at = at_said(one.row.received_at)
    verb = "Countersigned" if one.is_signed else "Sent back"
    return Signed(
        what=f"{verb} by {by}{_as_whom(one)} on {at}",
        note=_note(one, reader),
        since=_since(one, versions.get(one.row.record_id), is_withdrawn),
        holds=one.holds,
        is_signed=one.is_signed,
    )


def _as_whom(one: Signature) -> str:
    role = None if one.sign_off is None else (one.sign_off.details or {}).get(SIGNED_AS)
    codes = standard().kinds[SIGN_OFF].fields[SIGNED_AS].codes
    label = next((code.label for code in codes if code.value == role), "")
    return f" ({label[0].lower()}{label[1:]})" if label else ""


def _note(one: Signature, reader: Reader) -> str:
    if one.sign_off is None:
        return ""
    if not reader.reads(SIGN_OFF, DIRECTION, one.sign_off.agency):
        return NOT_SHOWN
    if one.sign_off.details is None:
        return "Erased"
    return str(one.sign_off.details.get(DIRECTION, "")) or ""


def _since(one: Signature, version: Record | None, is_withdrawn: bool) -> str:
    if one.holds and not is_withdrawn:
        return ""
    read = NOT_RECORDED if version is None else at_said(version.recorded_at)
    verb = "signed" if one.is_signed else "sent back"
    if is_withdrawn:
        return f"The version of {read} was {verb}; the record has been withdrawn since."
    if one.sign_off is None and version is not None and _is_last(version):
        return f"The version of {read} was {verb}; this was withdrawn since."
    return f"The version of {read} was {verb}; it has changed since."


def _is_last(version: Record) -> bool:
    return not Record.objects.filter(version_of=version.pk).exists()
