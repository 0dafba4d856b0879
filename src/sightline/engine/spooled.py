"""Rows that are found some at a time: held in memory, or on disk where they are very many.

Those on disk lie in a file that has no name, so that nobody else can open it and it is gone with
the process, however that ends. It is mapped into memory, from where the system lets go of what is
not being looked at: whoever goes through the rows in batches holds some of them only. It lies in
the folder for temporary files (``TMPDIR``), and holds personal data as the records do.
"""

from __future__ import annotations

import mmap
import tempfile
from typing import IO

import pyarrow as pa

MOST_IN_MEMORY = 500_000
"""Rows. An obligation takes some 250 bytes."""


class Spool:
    """Takes tables of one schema, and gives them again as one."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        # Nothing may ever be added, and then there is nothing else to put together.
        self._held = [schema.empty_table()]
        self._rows = 0
        self._file: IO[bytes] | None = None
        self._writer: pa.ipc.RecordBatchStreamWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Take some rows."""
        self._held.append(table)
        self._rows += table.num_rows
        if self._rows > MOST_IN_MEMORY:
            self._write()

    def _write(self) -> None:
        if self._writer is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115, it is closed with the process
            self._writer = pa.ipc.new_stream(self._file, self._schema)
        for table in self._held:
            self._writer.write_table(table)
        self._held.clear()

    def table(self) -> pa.Table:
        """All that was taken. Nothing is taken after that."""
        if self._writer is None or self._file is None:
            return pa.concat_tables(self._held)
        self._writer.close()
        self._file.flush()
        mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        self._file.close()
        return pa.ipc.open_stream(pa.py_buffer(mapped)).read_all()
