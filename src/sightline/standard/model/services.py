"""Reference table: youth justice services, their published names and their local authorities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Authority:
    """A local authority, by its ONS code. ``dfe``: its number at the Department for Education."""

    code: str
    name: str
    dfe: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A youth justice service. ``published_as``: other names under which it is written of."""

    id: str
    title: str
    authorities: tuple[Authority, ...]
    published_as: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.authorities:
            raise ValueError("'authorities' names none, and a service serves at least one")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that stands for it."""
        return tuple(dict.fromkeys((self.title, *self.published_as)))


def service_of_name(services: Mapping[str, Service]) -> dict[str, Service]:
    """Services by every name that stands for one. Raises ValueError where one stands for two."""
    found: dict[str, Service] = {}
    for service in services.values():
        for name in service.names:
            if found.setdefault(name, service) is not service:
                raise ValueError(f"{name!r} stands for {found[name].id} and for {service.id}")
    return found
