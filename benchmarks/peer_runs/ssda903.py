"""csc-validator-be-903 on the tables of a folder; run by ``peers.py`` in that package's own venv.

    python ssda903.py start|parse|check FOLDER ANSWER

``check`` does what the package's own service does: reads, runs every rule of the year, and makes
the list of issues. Its log, a line a rule, is left out in its favour.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from lac_validator import lac_validator
from lac_validator.ingress import read_from_text
from lac_validator.report import Report
from lac_validator.rules.ruleset_utils import get_year_ruleset

YEAR = "2026"


def main(asked: str, folder: Path, answer: Path) -> None:
    """Do what is asked, and write down what it came to."""
    logging.disable(logging.CRITICAL)
    if asked == "start":
        return
    files = [
        {"name": path.name, "file_content": path.read_bytes(), "description": "This year"}
        for path in sorted(folder.glob("*.csv"))
    ]
    if asked == "parse":
        tables, _ = read_from_text(files)
        told = {"rows": sum(map(len, tables.values()))}
    else:
        rules = get_year_ruleset(YEAR)
        about = {"collectionYear": YEAR, "localAuthority": "E09000027"}
        run = lac_validator.LacValidator(metadata=about, files=files, registry=rules)
        report = Report(run.ds_results, rules)
        issues = lac_validator.create_issue_df(report.report, report.error_report)
        told = {"issues": len(issues), "rules": len(run.dones), "skipped": len(run.skips)}
    answer.write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
