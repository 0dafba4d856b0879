"""Reading and writing returns: CSV, Excel, XML and the extract.

``read_mapping`` reads what somebody wrote about a return, ``read`` reads the return so:

    mapping = read_mapping(built_in()["ssda903"], standard)
    delivery = read(standard, mapping, Path("return/"))
    for file in files(delivery): ...

Days are whole numbers of days since 1970-01-01 in London, minutes are minutes since
1970-01-01T00:00Z, as in ``engine.model``. What is wrong with a mapping raises FaultyMapping (all of
it at once), what is wrong with a file as a whole raises UnreadableFile; single rows that are wrong
are in ``Delivery.rejects``, and every row is accounted for in ``Delivery.coverage``.
"""

from typing import TYPE_CHECKING, Any

from sightline.returns.anew import held_or_anew
from sightline.returns.coverage import Coverage, FileCoverage
from sightline.returns.delivery import Delivery, files, read
from sightline.returns.errors import Reject, UnreadableFile
from sightline.returns.mapping import ReturnMapping
from sightline.returns.mapping_file import FaultyMapping, built_in, read_mapping
from sightline.returns.rejects import write_rejects

if TYPE_CHECKING:
    from sightline.returns.extract import Extract, read_extract
    from sightline.returns.extract_write import write_extract, write_files

__all__ = [
    "Coverage",
    "Delivery",
    "Extract",
    "FaultyMapping",
    "FileCoverage",
    "Reject",
    "ReturnMapping",
    "UnreadableFile",
    "built_in",
    "files",
    "held_or_anew",
    "read",
    "read_extract",
    "read_mapping",
    "write_extract",
    "write_files",
    "write_rejects",
]


def __getattr__(name: str) -> Any:
    """The extract needs pyarrow, which takes longer to import than most returns to read."""
    if name in ("Extract", "read_extract"):
        from sightline.returns import extract

        return getattr(extract, name)
    if name in ("write_extract", "write_files"):
        from sightline.returns import extract_write

        return getattr(extract_write, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
