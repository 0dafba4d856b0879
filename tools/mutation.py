"""Say what share of the mutants the tests noticed, list the others, and fail below the bar.

`make test-long` runs this after `mutmut run`. A mutant is the code with one small change; one that
no test notices is a survivor. docs/mutants.md lists survivors that nobody can or need notice, each
under its reason; whatever else survives is listed here under "no test notices it yet".
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

BAR = 0.85
FOLDER = Path("mutants/src/sightline")
PAGE = Path("docs/mutants.md")
PACKAGES = ("standard", "engine/reference", "engine/kernel", "engine")
"""A file belongs to the first of these that its path begins with."""

# Exit codes that mutmut keeps (mutmut.stats): the tests passed; no test reaches the code; the tests
# took so long that they were stopped.
_PASSED, _NO_TESTS, _TOO_LONG = 0, (5, 33), (24, -24, 36, 152, 255)
# Not tried: interrupted, skipped, or not its turn yet. All others mean that something was noticed;
# a mutant that makes the tests hang or crash is noticed too.
_NOT_TRIED = (None, 2, 34)

UNEXPLAINED = "no test notices it yet"
RULES = {
    r"\bcast\(None,": "only the type checker reads it",
    r"\bstrict=(None|False)|zip\(.*, \)": "it asserts what holds already",
    r"^assert ": "it asserts what holds already",
    r'"[^"a-z]*\b(SELECT|FROM|WHERE|JOIN|MEDIAN|UNION|ROWS)\b[^"a-z]*"': "it comes to the same",
}
"""Changes that may be made in many places, by what the changed line looks like: the reason."""


@dataclass(frozen=True)
class Mutant:
    """One small change: where it is, what became of it, and the line as it was changed."""

    path: str
    function: str
    code: int | None
    changed: str = ""

    @property
    def package(self) -> str:
        """The package that its file belongs to."""
        return next(name for name in PACKAGES if self.path.startswith(f"{name}/"))

    @property
    def tried(self) -> bool:
        """Whether it was tried."""
        return self.code not in _NOT_TRIED

    @property
    def noticed(self) -> bool:
        """Whether a test failed, or could not even finish."""
        return self.tried and self.code not in (_PASSED, *_NO_TESTS)


def mutants(folder: Path = FOLDER) -> Iterator[Mutant]:
    """Every mutant, file by file; of the survivors, what was changed."""
    for meta in sorted(folder.rglob("*.meta")):
        codes: Mapping[str, int | None] = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
        path = meta.with_suffix("")
        functions = _functions(path.read_text("utf-8")) if codes else {}
        for key, code in codes.items():
            name = key.rpartition(".")[2]
            own = name.rpartition("__mutmut_")[0]
            survived = code in (_PASSED, *_NO_TESTS)
            changed = _changed(functions, own, name) if survived else ""
            function = own.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
            yield Mutant(path.relative_to(folder).as_posix(), function, code, changed)


def _functions(text: str) -> dict[str, list[str]]:
    """The lines of every function of a file, the mutants among them, by its name."""
    lines = text.split("\n")
    return {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def _changed(functions: Mapping[str, Sequence[str]], own: str, name: str) -> str:
    """The changed lines as one; what was only taken out is said to be so."""
    before = [line.replace(f"{own}__mutmut_orig", own) for line in functions[f"{own}__mutmut_orig"]]
    after = [line.replace(name, own) for line in functions[name]]
    lines = list(unified_diff(before, after, n=0, lineterm=""))[2:]
    put_in = [line[1:].strip() for line in lines if line.startswith("+")]
    taken_out = [line[1:].strip() for line in lines if line.startswith("-")]
    return " ".join(put_in) or f"without: {' '.join(taken_out)}"


# --- reasons ---------------------------------------------------------------------------------


def listed(page: str) -> dict[tuple[str, str], str]:
    """The reason of each file and changed line that stands in a block of the page."""
    reasons: dict[tuple[str, str], str] = {}
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        for block in re.findall(r"^```text\n(.*?)^```", section, re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                path, _, changed = line.partition(": ")
                reasons[path, changed] = heading[:1].lower() + heading[1:]
    return reasons


def reason_of(mutant: Mutant, reasons: Mapping[tuple[str, str], str]) -> str:
    """Why nobody notices it."""
    for pattern, reason in RULES.items():
        if re.search(pattern, mutant.changed):
            return reason
    return reasons.get((mutant.path, mutant.changed), UNEXPLAINED)


# --- what is printed -------------------------------------------------------------------------


def report(found: Sequence[Mutant], reasons: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """The survivors by file and reason, then how many there are by package."""
    survivors = [mutant for mutant in found if mutant.tried and not mutant.noticed]
    for path in sorted({mutant.path for mutant in survivors}):
        yield f"{path}"
        own = [mutant for mutant in survivors if mutant.path == path]
        told = sorted((reason_of(mutant, reasons), n, mutant) for n, mutant in enumerate(own))
        for reason, _, mutant in told:
            yield f"  {mutant.function}: {mutant.changed}  [{reason}]"
    yield ""
    why = Counter(reason_of(mutant, reasons) for mutant in survivors)
    yield from (f"{number:6}  {reason}" for reason, number in why.most_common())
    yield ""
    yield f"{'':18}{'tried':>8}{'noticed':>9}{'share':>8}{'not yet':>9}"
    for package in (*PACKAGES, ""):
        yield _row(package, [m for m in found if package in ("", m.package)], reasons)


def _row(name: str, found: Sequence[Mutant], reasons: Mapping[tuple[str, str], str]) -> str:
    tried = [mutant for mutant in found if mutant.tried]
    noticed = sum(mutant.noticed for mutant in tried)
    not_yet = sum(not m.noticed and reason_of(m, reasons) == UNEXPLAINED for m in tried)
    share = f"{noticed / len(tried):.1%}" if tried else "-"
    return f"{name or 'all':18}{len(tried):8}{noticed:9}{share:>8}{not_yet:9}"


def main() -> int:
    found = list(mutants())
    for line in report(found, listed(PAGE.read_text("utf-8"))):
        print(line)
    tried = [mutant for mutant in found if mutant.tried]
    share = sum(mutant.noticed for mutant in tried) / len(tried) if tried else 0.0
    too_long = sum(mutant.code in _TOO_LONG for mutant in tried)
    print(f"\nThe tests noticed {share:.1%} of the changes to the code; the bar is {BAR:.0%}.")
    print(f"{too_long} of them were noticed because the tests took far longer than they do.")
    return 0 if share >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
