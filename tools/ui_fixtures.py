"""Write what the macros are held to: the HTML that GOV.UK's and MoJ's own templates give.

    python -m tools.ui_fixtures        (make fixtures)

It needs npm and node; the tests do not, because what it writes is kept in the repository.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.assets import GOVUK, MOJ

FIXTURES = Path(__file__).parents[1] / "tests/service/ui/fixtures"
NUNJUCKS = "nunjucks@3.2.4"


def govuk(modules: Path) -> bytes:
    """GOV.UK's own examples of every component, compressed: component, name, options, html."""
    found = []
    for path in sorted(modules.glob("govuk-frontend/dist/govuk/components/*/fixtures.json")):
        read = json.loads(path.read_text("utf-8"))
        for one in read["fixtures"]:
            kept = {name: one[name] for name in ("name", "options", "html")}
            found.append({"component": read["component"], **kept})
    return gzip.compress(json.dumps(found, separators=(",", ":")).encode(), mtime=0)


def moj(folder: Path) -> bytes:
    """Our examples of MoJ's components, as MoJ's templates render them."""
    script = Path(__file__).with_name("moj_fixtures.mjs")
    return subprocess.run(["node", script], cwd=folder, check=True, capture_output=True).stdout


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "package.json").write_text("{}", "utf-8")
        install = ["npm", "install", "--silent", "--ignore-scripts", GOVUK, MOJ, NUNJUCKS]
        subprocess.run(install, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (FIXTURES / "govuk.json.gz").write_bytes(govuk(folder / "node_modules"))
        (FIXTURES / "moj.json").write_bytes(moj(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
