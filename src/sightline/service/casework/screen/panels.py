"""Which panels the first screen of a file has, by the type of whom it is kept on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sightline.service.casework.people import Who
from sightline.service.casework.said import Reader
from sightline.service.casework.screen import adult, child
from sightline.service.casework.screen.known import Known, standing
from sightline.service.casework.screen.panel import Panel
from sightline.service.files.models import SubjectType

_OF_PEOPLE = {SubjectType.CHILD: child.PANELS, SubjectType.ADULT: adult.PANELS}


def panels_for(type_: str) -> Sequence[Panel]:
    """The panels of a file on a child, an adult, a worker or a body, in order."""
    return _OF_PEOPLE.get(SubjectType(type_), child.OF_ANYTHING)


def read(reader: Reader, who: Who, at: datetime, panels: Sequence[Panel]) -> Known:
    """The file as these panels need it: one query for all, and one for each few of thousands."""
    kinds = frozenset[str]().union(*(panel.kinds() for panel in panels))
    rows = list(standing(reader, kinds)) if kinds else []
    for panel in panels:
        rows += panel.few(reader, reader.viewer.today)
    return Known(reader, who, at, rows)
