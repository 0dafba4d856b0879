"""Write the generated pages of the manual: ``python -m tools.docs``.

They are kept in the repository, so that a change to a duty shows as a change to its page.
``--check`` writes nothing and fails where the kept pages are not what would be written.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.docs_cli import cli
from tools.docs_england import england
from tools.docs_roles import roles
from tools.docs_spec import spec
from tools.docs_states import states
from tools.docs_text import WRITTEN

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Every generated page, by the file that it belongs in."""
    found = {"cli.md": cli(), "roles.md": roles(), "spec.md": spec(), "states.md": states()}
    found |= {f"england/{name}": text for name, text in england().items()}
    return {REFERENCE / name: text for name, text in found.items()}


def differing(wanted: dict[Path, str], folder: Path = REFERENCE) -> list[Path]:
    """The pages that are missing, are not as they would be written, or are written no more."""
    kept = {path: path.read_text("utf-8") for path in folder.rglob("*.md")}
    outdated = {path for path, text in wanted.items() if kept.get(path) != text}
    left_over = {path for path, text in kept.items() if text.startswith(WRITTEN)} - wanted.keys()
    return sorted(outdated | left_over)


def main(arguments: list[str]) -> int:
    wanted = pages()
    changed = differing(wanted)
    if "--check" in arguments:
        for path in changed:
            print(f"{path.relative_to(REFERENCE.parent)} is not as it would be written.")
        if changed:
            print("Run `make docs` and keep what it writes.")
        return 1 if changed else 0
    for path in changed:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
