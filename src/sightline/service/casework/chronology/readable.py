"""Which records of a kind show certain of their answers to a reader, as a condition on rows."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from sightline.service.casework.said import Reader


def where_read(reader: Reader, kind: str, fields: Collection[str]) -> Q:
    """Of records of a kind, those of which all of the fields are read: of any agency, or of those
    for which the person looks.
    """
    if all(reader.reads(kind, field, None) for field in fields):
        return Q()
    own = {agency for way in reader.basis.ways for agency in way.agencies}
    read = [a for a in own if all(reader.reads(kind, field, a) for field in fields)]
    return Q(agency__in=read)
