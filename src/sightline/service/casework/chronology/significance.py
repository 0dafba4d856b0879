"""Which records are significant events, as the standard declares it, to one reader.

A record that is significant because of an answer is so only to somebody who reads that answer:
otherwise the list would tell what the answer is.
"""

from __future__ import annotations

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Contains, In

from sightline.service.casework.chronology.readable import where_read
from sightline.service.casework.said import Reader
from sightline.service.files.standard import standard
from sightline.standard.model import NOT_ANSWERED, Answered, Kind, OneOf


def significant(reader: Reader) -> Q:
    """Of records, those that are significant events to the reader."""
    always, found = [], Q(pk__in=())
    for kind in standard().kinds.values():
        if kind.significant is None:
            continue
        if not kind.significant.when:
            always.append(kind.name)
        for tests in kind.significant.when:
            is_so = where_read(reader, kind.name, [test.field for test in tests])
            for test in tests:
                is_so &= _holds(kind, test)
            found |= Q(kind=kind.name) & is_so
    return found | Q(kind__in=always)


def _holds(kind: Kind, test: OneOf | Answered) -> Q:
    answer = KeyTextTransform(test.field, "details")
    if isinstance(test, Answered):
        return Q(details__has_key=test.field) & ~Q(In(answer, sorted(NOT_ANSWERED)))
    values = sorted(str(value) for value in test.values)
    found = Q(In(answer, values))
    # A list of codes is read as the text of it: ["asset", "onset"].
    for value in values:
        found |= Q(Contains(answer, f'"{value}"'))
    return found
