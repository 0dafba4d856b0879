"""Say what share of the mutants the tests killed, and fail below the bar.

`make test-long` runs this after `mutmut export-cicd-stats`.
"""

import json
import sys
from pathlib import Path

BAR = 0.85


def main() -> int:
    stats = json.loads(Path("mutants/mutmut-cicd-stats.json").read_text("utf-8"))
    # A mutant that makes the tests hang or crash was noticed; one that no test reaches was not.
    killed = stats["killed"] + stats["timeout"] + stats["segfault"]
    tried = stats["total"] - stats["skipped"]
    share = killed / tried if tried else 0.0
    print(f"The tests noticed {killed} of {tried} changes to the code: {share:.1%}, bar {BAR:.0%}.")
    return 0 if share >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
