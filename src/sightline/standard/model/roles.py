"""Roles: the words in which a rule names its owner, and the records that say who that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.standard.model.conditions import Selector


@dataclass(frozen=True, slots=True)
class Holder:
    """Spans that name somebody: ``by`` is the field, of type file, that says whom.

    ``team``: the field that says in which team; '' where the span does not say.
    """

    selector: Selector
    by: str
    team: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Who owes, as a rule names it.

    ``held``: the spans on the file that name who holds the role, the first sort that runs first.
    ``agency``: the sort of agency on which it falls, where nobody is named. ``to_child``: who that
    is in the words of a child (``your social worker``); '' where the child's page does not name it.
    """

    id: str
    title: str
    agency: str
    held: tuple[Holder, ...] = ()
    to_child: str = ""


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a standard. With none declared, an owner is any name.

    ``posts``: spans on a holder's own file that say to which agency and team the holder belongs;
    ``covers``: those that say who stands in. ``lead``: the roles to whose holder it falls to chase
    what nobody who could be reminded owes, the first that is held first.
    """

    declared: Mapping[str, Role] = field(default_factory=dict)
    posts: tuple[Holder, ...] = ()
    covers: tuple[Holder, ...] = ()
    lead: tuple[str, ...] = ()
