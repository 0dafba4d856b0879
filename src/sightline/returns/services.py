"""Names of youth justice services, as reports and tables write them, made into what stands for one.

The table is that of the standard of England, which the mappings that come with Sightline are for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from sightline.standard.faults import Faults, FaultyStandard
from sightline.standard.loader import SERVICES
from sightline.standard.model import Service, service_of_name
from sightline.standard.nodes import Source
from sightline.standard.parsing import parse
from sightline.standard.services import read_service

ID, TITLE, AUTHORITIES = GIVES = ("id", "title", "authorities")
"""What a name can become: the service's id, its title, the ONS codes of those that it serves."""


@cache
def services_of_england() -> Mapping[str, Service]:
    """The services of the standard of England, by id. Raises FaultyStandard."""
    faults = Faults()
    file = resources.files("sightline").joinpath("standards", "england", *SERVICES.split("/"))
    node = parse(file.read_bytes(), Source(SERVICES, faults))
    entries = node.entries("services by name") if node is not None else ()
    found = {key.text: read_service(key, entry) for key, entry in entries}
    if faults.listed:
        raise FaultyStandard(faults.listed)
    return MappingProxyType(found)


def names_of_services(give: str) -> dict[str, str]:
    """For every name that stands for a service, its id, title or authorities (``GIVES``)."""
    return {
        name: _given(service, give)
        for name, service in service_of_name(services_of_england()).items()
    }


def _given(service: Service, give: str) -> str:
    if give == AUTHORITIES:
        return ", ".join(authority.code for authority in service.authorities)
    return service.id if give == ID else service.title
