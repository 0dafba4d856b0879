"""Sightline on the same files; run by ``peers.py``, as the peers are, in a fresh process.

    python own.py start|parse|check FILES ANSWER MAPPING

``check`` is the command itself, ``parse`` everything up to the records of each file, and
``start`` what reading imports (judging imports more, which counts for ``check``).
"""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

from sightline.cli import main as command


def _start() -> None:
    import sightline.cli.check
    import sightline.returns.delivery  # noqa: F401


def _parse(files: Path, mapping: str) -> dict[str, int]:
    from sightline.cli.inputs import read_standard, read_tables

    source, delivery = read_tables(read_standard("england"), [files], mapping)
    return {"files": len(source.files), "rows": sum(f.read for f in delivery.coverage.files)}


def _check(files: Path, mapping: str, answer: Path) -> dict[str, int]:
    printed = answer.with_suffix(".printed")
    rejects = answer.with_suffix(".csv")
    with printed.open("w", encoding="utf-8") as out, redirect_stdout(out):
        command.main(
            ["check", str(files), "--mapping", mapping, "--as-at", "2024-03-31", "--json",
             "--keep-going", "--rejects", str(rejects)],
            standalone_mode=False,
        )  # fmt: skip
    found = json.loads(printed.read_text("utf-8"))
    return {"files": found["files"], "obligations": found["obligations"]}


def main(asked: str, files: Path, answer: Path, mapping: str) -> None:
    """Do what is asked, and write down what it came to."""
    if asked == "start":
        _start()
        return
    told = _parse(files, mapping) if asked == "parse" else _check(files, mapping, answer)
    answer.write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
