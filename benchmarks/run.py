"""All benchmarks, one after the other: ``make bench``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run each benchmark in a process of its own, so that none warms another's caches."""
    for name in ("reference.py", "one_file.py", "kernel.py"):
        print(f"--- {name}", flush=True)
        subprocess.run([sys.executable, str(HERE / name), *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
