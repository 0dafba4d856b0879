"""Many files that are read anew each time that they are gone through, so that none is held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, overload

from sightline.engine.model import File
from sightline.returns.delivery import Delivery, files
from sightline.returns.record_store import MOST_IN_MEMORY, StoredRecords

if TYPE_CHECKING:
    from sightline.returns.extract import Extract


def held_or_anew(source: Delivery | Extract) -> Sequence[File]:
    """The files of a delivery or extract: held, unless there are too many records for that."""
    if isinstance(source, Delivery):
        delivery = source
        if isinstance(delivery.records, StoredRecords):
            return FilesAnew(lambda: files(delivery), len(delivery.subjects))
        return tuple(files(delivery))
    if source.rows > MOST_IN_MEMORY:
        return FilesAnew(source.files, source.subject_table().num_rows)
    return tuple(source.files())


class FilesAnew(Sequence[File]):
    """Files that come from a disk, in order of their subject's id.

    To go through them is what they are for. A single one costs reading all before it.
    """

    def __init__(self, read: Callable[[], Iterator[File]], count: int) -> None:
        self._read, self._count = read, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[File]:
        return self._read()

    @overload
    def __getitem__(self, index: int) -> File: ...

    @overload
    def __getitem__(self, index: slice) -> list[File]: ...

    def __getitem__(self, index: int | slice) -> File | list[File]:
        numbers = range(self._count)[index]
        if isinstance(numbers, int):
            return next(islice(self, numbers, None))
        wanted = {*numbers}
        found = {number: file for number, file in enumerate(self) if number in wanted}
        return [found[number] for number in numbers]
