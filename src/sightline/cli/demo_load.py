"""The process beside the demonstration's server: inspections, then the rest of the nation.

Where the whole nation is wanted the third review is published from it at the end.

    python -m sightline.cli.demo_load

Everything it needs is in the environment, where ``sightline demo`` left it. It ends by itself when
whoever started it is gone.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from sightline.cli.demo_folder import Folder
from sightline.cli.service import set_up_service

FOLDER, SEED, WANTED = "SIGHTLINE_DEMO_FOLDER", "SIGHTLINE_DEMO_SEED", "SIGHTLINE_DEMO_PLACES"

_TOLD = 4
"""Without a terminal it is told so many times how far the load is."""


def main() -> None:
    """Load what is missing."""
    started_by = os.getppid()
    seed, places = int(os.environ[SEED]), int(os.environ[WANTED])
    with set_up_service():
        from sightline.service.web.demo.loading import Unwanted, load_nation
        from sightline.service.web.demo.reporting import (
            publish_inspections,
            publish_third_review,
        )
        from sightline.service.web.demo.state import NATION, PLACES, is_done

        # Another that was left behind ends after the place that it is at.
        Folder(Path(os.environ[FOLDER])).lock("loading", wait=120)
        try:
            publish_inspections(seed)
            if not is_done(NATION, seed, places):
                load_nation(seed, places, _tell, lambda: os.getppid() == started_by)
            if places == PLACES:
                publish_third_review(seed, lambda: os.getppid() == started_by)
        except Unwanted:
            return


def _tell(done: int, of: int) -> None:
    said = f"The rest of the nation: {done} of {of} places loaded."
    if sys.stderr.isatty():
        print(f"\r{said}", end="\n" if done == of else "", file=sys.stderr, flush=True)
    elif done == of or done % max(1, of // _TOLD) == 0:
        print(said, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
