"""Reads the reference table of youth justice services."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.standard import words as w
from sightline.standard.model import Authority, Service
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import code, name, text, whole_number


def read_service(key: Scalar, node: Node) -> Service:
    """One service, under its name."""
    said = node.words(w.SERVICE, "a youth justice service, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    published_as = said.maybe("published-as", lambda n: n.one_or_each(text), ())
    authorities = said.need("authorities", _authorities)
    return said.build(lambda: Service(id_, title, authorities, published_as))


def refuse_two_of_a_name(
    services: Mapping[str, Service | None], places: Mapping[str, Scalar]
) -> None:
    """Report a name that stands for two services: nobody could say whose report it is."""
    known: dict[str, str] = {}
    for id_, service in services.items():
        for called in service.names if service is not None else ():
            if known.setdefault(called, id_) != id_:
                places[id_].report(f"{called!r} already stands for {known[called]!r}")


def _authorities(node: Node) -> tuple[Authority, ...]:
    pairs = node.entries("authorities by their ONS codes, as a mapping")
    return tuple(whole(read_named(pairs, _authority)).values())


def _authority(key: Scalar, node: Node) -> Authority:
    said = node.words(w.AUTHORITY, "an authority's name, as a mapping such as {name: Barnet}")
    ons = said.take(lambda: code(key), "")
    called = said.need("name", text)
    dfe = said.maybe("dfe", whole_number, None)
    return said.build(lambda: Authority(ons, called, dfe))
