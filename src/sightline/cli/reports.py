"""Where a check's results are written: its obligations, the page, the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.cli.inputs import progress
from sightline.cli.outputs import check_format, write_to

if TYPE_CHECKING:
    from sightline.reporting.judged import Judged


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where results are to be written; what cannot be is refused before any work is done."""

    obligations: Path | None = None
    page: Path | None = None
    workbook: Path | None = None

    def __post_init__(self) -> None:
        if self.obligations is not None:
            check_format(self.obligations)
        if self.page is not None:
            check_format(self.page, (".html", ".htm"), "a page")
        if self.workbook is not None:
            check_format(self.workbook, (".xlsx",), "a workbook")
        paths = [Path(path).absolute() for path in self.to_dict().values() if path is not None]
        for path in paths:
            if paths.count(path) > 1:
                raise CannotGoOn(f"{path.name}: two outputs cannot be written to one file.")

    def to_dict(self) -> dict[str, str | None]:
        """Where each is, with stable keys."""
        found = {"obligations": self.obligations, "page": self.page, "workbook": self.workbook}
        return {name: None if path is None else str(path) for name, path in found.items()}

    def told(self) -> Iterator[str]:
        """Where each is, in sentences."""
        if self.obligations is not None:
            yield f"The obligations are in {self.obligations}."
        if self.page is not None:
            yield f"The page is {self.page}."
        if self.workbook is not None:
            yield f"The workbook is {self.workbook}."
        if self.page is not None or self.workbook is not None:
            yield "They hold personal data: keep and send them as you would the records themselves."


def write_all(wanted: Wanted, judged: Judged) -> None:
    """Write what is wanted: each file appears whole, and none unless all could be made."""
    from sightline.returns.whole import whole_file

    with told_plainly(), ExitStack() as files:
        if wanted.obligations is not None:
            from sightline.reporting.obligations import readable

            file = files.enter_context(whole_file(wanted.obligations))
            write_to(file, wanted.obligations.suffix, judged.rows, shown=readable)
        if wanted.page is None and wanted.workbook is None:
            return
        from sightline.reporting.made import report_of

        report = report_of(judged)
        if wanted.page is not None:
            from sightline.reporting.page import page

            file = files.enter_context(whole_file(wanted.page))
            named = "" if wanted.workbook is None else wanted.workbook.name
            file.write_text(page(report, named), "utf-8")
        if wanted.workbook is not None:
            from sightline.reporting import workbook

            file = files.enter_context(whole_file(wanted.workbook))
            with progress(judged.rows.num_rows, "Writing the workbook") as bar:
                workbook.write(file, report, judged, bar.update)
