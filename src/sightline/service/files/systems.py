"""Where a fact or a file came from, and the way to its own page there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.db.models import Max

from sightline.service.files.models import Delivered, Fed, Subject, System

ID = "{id}"
"""What stands in a link for the id of whoever the page is on."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A system that something came from. ``heard_at``: when it last told of anything of the sort.

    ``href``: its own page of the file, blank where there is none.
    """

    system: int
    title: str
    heard_at: datetime | None
    href: str = ""


def fault_in_link(template: str) -> str:
    """What is wrong with a link to another system, as a sentence; '' if nothing."""
    before, _, after = template.partition(ID)
    address = urlsplit(before)
    if address.scheme != "https" or not address.hostname or "/" not in before[len("https://") :]:
        return "Give an address that begins with https:// and the name of the system’s server."
    if not template.isprintable() or any(c in template for c in ' <>"\\^`|'):
        return "The address holds a character that no address can hold."
    if address.username is not None:
        return "The address must not hold a name or a password."
    if ID not in template or ID in after or "{" in before + after or "}" in before + after:
        return f"Put {ID} once where the system has its own number of the child."
    return ""


def link(template: str, name: str) -> str:
    """The address of a page: the template with a name in it, and nothing else of anybody."""
    return template.replace(ID, quote(name, safe="")) if template else ""


def origin_of_file(file: UUID) -> Origin | None:
    """The system in use that a file came from, with the way to the file there."""
    found = Subject.objects.filter(pk=file).exclude(source="").values_list("source", "source_id")
    for source, name in found:
        for system in System.objects.filter(name=source, live=True):
            return _origin(system, link(system.file_link, name))
    return None


def origin_of_fact(file: UUID, fact: UUID, kind: str) -> Origin | None:
    """The system in use that a fact came from. ``kind``: its own."""
    said = Delivered.objects.filter(file=file, fact=fact, system__live=True)
    for row in said.select_related("system")[:1]:
        named = Subject.objects.filter(pk=file, source=row.system.name)
        names = list(named.values_list("source_id", flat=True))
        return _origin(row.system, link(row.system.file_link, names[0]) if names else "", kind)
    return None


def _origin(system: System, href: str, kind: str = "") -> Origin:
    fed = Fed.objects.filter(system=system)
    heard = (fed.filter(kind=kind) if kind else fed).aggregate(last=Max("heard_at"))["last"]
    return Origin(system.pk, system.title, heard, href)
