"""Hands made-up files to the readers for as long as is asked, and keeps what should not be.

    python -m tests.fuzz.run [TARGET ...] [--seconds 60] [--keep FOLDER]

With Atheris, inputs are chosen by which lines of ours they reach. Without it (it comes for Linux
and some versions of Python only), the files of the corpus are changed at random, which finds less.
What a reader should not have raised is written to tests/fuzz/found, where the ordinary tests find
it and stay red until it is mended. Each target runs in a process of its own, so that one that ends
its process, or fills the memory, is found as well.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
CORPUS, FOUND = HERE / "corpus", HERE / "found"
LONGEST = 20_000
MEGABYTES, SECONDS_AN_INPUT = 2_048, 20
"""What one input may take."""


def seeds(target: str) -> list[bytes]:
    """What is kept of a target: its corpus, and what was found."""
    folders = (CORPUS / target, FOUND / target)
    return [
        p.read_bytes() for folder in folders if folder.is_dir() for p in sorted(folder.iterdir())
    ]


def guided(target: str, seconds: int, keep: Path) -> None:
    """Run a target under Atheris, in this process, which then ends."""
    import atheris

    with atheris.instrument_imports(include=["sightline"]):
        from tests.fuzz.targets import TARGETS

    corpus = keep / target
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(target):
        (corpus / _name_of(seed)).write_bytes(seed)
    (FOUND / target).mkdir(parents=True, exist_ok=True)
    options = {
        "max_total_time": seconds, "max_len": LONGEST, "timeout": SECONDS_AN_INPUT,
        "rss_limit_mb": MEGABYTES, "artifact_prefix": f"{FOUND / target}/", "print_final_stats": 1,
    }  # fmt: skip
    told = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup([sys.argv[0], *told, str(corpus)], TARGETS[target])
    atheris.Fuzz()


def unguided(target: str, seconds: int) -> None:
    """Run a target on files of the corpus that are changed at random."""
    from tests.fuzz.targets import TARGETS

    chance = random.Random(target)
    known, end, tried = seeds(target), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        content = changed(chance, known)[:LONGEST]
        tried += 1
        # Written before and removed after, so that it is there where the process itself ends.
        place = FOUND / target / f"crash-{_name_of(content)}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        TARGETS[target](content)
        place.unlink()
    print(f"{tried:,} files were tried without a guide.")


def changed(chance: random.Random, known: list[bytes]) -> bytes:
    """One of the files with a few pieces changed, doubled, left out or taken from another."""
    made = bytearray(chance.choice(known))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        length = chance.choice((1, 1, 2, 4, 8, 64))
        match chance.randrange(5):
            case 0:
                made[at : at + length] = chance.randbytes(length)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = made[at : at + length] * chance.choice((1, 2, 40))
            case 3:
                other = chance.choice(known)
                start = chance.randrange(len(other) + 1)
                made[at:at] = other[start : start + length * 4]
            case _:
                made[at:at] = chance.choice(PIECES)
    return bytes(made)


PIECES = (
    b"\0", b"\xff\xff\xff\xff", b"\x7f", b"\xef\xbb\xbf", b"\xff\xfe", b"\n", b"\r\n", b'"', b"'",
    b",", b"&", b"<", b"</", b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"<?", b"&#0;", b"&#x10ffff;",
    b"-1", b"99999999999999999999", b"1e999", b"NaN", b"0001-01-01", b"9999-12-31", b"2016-02-30",
    b"%d", b"*a", b"&a ", b"!!python/object", b"[" * 50, b"{a: ", b"- ", b": ", b"|\n", b"null",
    b"true", "\u202e".encode(), "e\u0301".encode(), b"=1+1", b"PK\x03\x04", b"PAR1",
)  # fmt: skip


def _name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


# --- one process a target --------------------------------------------------------------------


def _alone(target: str, seconds: int, keep: Path) -> bool:
    """Run a target in a process of its own; whether nothing was found."""
    guide = importlib.util.find_spec("atheris") is not None
    how = "guided by Atheris" if guide else "without a guide"
    print(f"--- {target}: {seconds} seconds, {how}", flush=True)
    command = [sys.executable, "-m", "tests.fuzz.run", target, "--seconds", str(seconds),
               "--keep", str(keep), "--here", "guided" if guide else "unguided"]  # fmt: skip
    with tempfile.TemporaryFile() as log:
        ended = subprocess.run(command, stdout=log, stderr=log, check=False)
        log.seek(0)
        lines = log.read().decode("utf-8", "replace").splitlines()
    for line in _worth_telling(lines, failed=ended.returncode != 0):
        print(f"    {line}", flush=True)
    return ended.returncode == 0


def _worth_telling(lines: list[str], *, failed: bool) -> Iterator[str]:
    if failed:
        yield from lines[-30:]
    else:
        yield from (line for line in lines if "number_of_executed" in line or "were tried" in line)
        yield from (line for line in lines[-60:] if "DONE" in line)


def main() -> int:
    """Run the targets one after the other. 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--keep", type=Path, default=Path(".fuzz"), help="inputs that reach more")
    parser.add_argument("--here", choices=("guided", "unguided"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        (target,) = asked.targets
        if asked.here == "guided":
            guided(target, asked.seconds, asked.keep)
        else:
            unguided(target, asked.seconds)
        return 0
    names = asked.targets or sorted(path.name for path in CORPUS.iterdir())
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK):  # files that live for a millisecond
        os.environ["TMPDIR"] = str(memory)
    sound = [_alone(name, asked.seconds, asked.keep) for name in names]
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
