"""csc-validator-be-cin on one XML file; run by ``peers.py`` in that package's own venv.

    python cin.py start|parse|check FILE ANSWER

``check`` does what the package's own command does: reads, runs every rule of the year, and makes
the list of issues.
"""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from cin_validator import cin_validator
from cin_validator.rules.ruleset_utils import get_year_ruleset

YEAR = "2026"


def main(asked: str, file: Path, answer: Path) -> None:
    """Do what is asked, and write down what it came to."""
    if asked == "start":
        return
    tables = cin_validator.convert_data(ET.parse(file).getroot())
    data = cin_validator.process_data(tables)
    told = {"rows": sum(map(len, data.values()))}
    if asked == "check":
        rules = get_year_ruleset(YEAR)
        issues = cin_validator.CinValidator(data, rules).full_issue_df
        told = {"issues": len(issues), "rules": len(rules)}
    answer.write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
