"""Subjects, what is known of them at two times, their records, and what follows from these."""

from sightline.service.files.models.carried import Carried
from sightline.service.files.models.documents import Attachment, Scan, Stored
from sightline.service.files.models.follows import (
    Alike,
    Involvement,
    Judged,
    Member,
    Obligation,
    SearchKey,
    Uncompared,
)
from sightline.service.files.models.records import AlsoOn, Erasure, KindVersion, Precision, Record
from sightline.service.files.models.signatures import Countersignature, Unsigned
from sightline.service.files.models.standards import StandardInForce
from sightline.service.files.models.subjects import (
    Address,
    Identifier,
    Joining,
    Name,
    Particulars,
    PersonFact,
    Subject,
    SubjectType,
)
from sightline.service.files.models.systems import Delivered, Fed, NotHeld, System, Watch

__all__ = [
    "Address",
    "Alike",
    "AlsoOn",
    "Attachment",
    "Carried",
    "Countersignature",
    "Delivered",
    "Erasure",
    "Fed",
    "Identifier",
    "Involvement",
    "Joining",
    "Judged",
    "KindVersion",
    "Member",
    "Name",
    "NotHeld",
    "Obligation",
    "Particulars",
    "PersonFact",
    "Precision",
    "Record",
    "Scan",
    "SearchKey",
    "StandardInForce",
    "Stored",
    "Subject",
    "SubjectType",
    "System",
    "Uncompared",
    "Unsigned",
    "Watch",
]
