"""A file opened on somebody or something on which there was none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sightline.engine.model import Value
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Name, Subject, SubjectType
from sightline.service.files.telling import check_born, check_name, name_row, particulars_row
from sightline.service.files.writing import writing
from sightline.service.ledger.acts import Act
from sightline.service.ledger.ids import new_id


def open_file(
    *,
    type: str,
    given: str = "",
    family: str = "",
    called: str = "",
    born_on: date | None = None,
    place: str = "",
    attributes: Mapping[str, Value] | None = None,
    by: Act,
    id: UUID | None = None,
) -> Subject:
    """Open a file. ``type``: of ``SubjectType``; a body has its name in ``family``.

    ``id``: the file's, made when its form was shown, so that a form sent twice is one file.
    Raises BadEntry where nothing says whose file it is, and Stale where it is open already.
    """
    if type not in SubjectType.values:
        raise BadEntry({"type": "Choose whom the file is kept on."})
    check_name(given or called, family)
    check_born(born_on)
    file = id or new_id()
    with writing({file}, seen={file: 0}, by=by) as writes:
        subject = Subject(id=file, type=type)
        writes.add("open", file, subject)
        if given or family:
            writes.add("name", file, name_row(file, Name.Use.LEGAL, given, family, writes.now))
        if called:
            writes.add("name", file, name_row(file, Name.Use.CALLED, called, "", writes.now))
        particulars = particulars_row(file, born_on, place, attributes or {}, writes.now)
        writes.add("particulars", file, particulars)
    return subject
