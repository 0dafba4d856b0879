"""A standard that uses every word there is, and what is said where something else stands there.

Everything that stands equally deep in a file is replaced at once by a list, a mapping or text.
The loader names every fault in one run, so a few runs ask for every expectation that
there is. ``shapes.txt`` holds the answers; ``python -m tests.standard.shapes`` writes it anew, and
whoever runs that reads what has changed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sightline.standard import FaultyStandard, load
from tests.spec.tables import write_plain
from tests.standard.small import write
from tests.standard.test_mutations import ALL

TABLE = Path(__file__).parent / "shapes.txt"

MORE_KINDS = """\
meeting:
  title: Meeting
  lasts: span
  fields:
    level: {title: Level, type: code, codes: {low: Low, high: High}}
    held: {title: Held, type: yes-no}
"""

MORE_MEASURES = """\
entered:
  title: Entered in time
  sentence: The share entered.
  of: entered-by
  duties: vulnerability-plan
  within: 10 working days
days:
  title: Days
  sentence: How long it took.
  of: days-to-meet
  duties: [vulnerability-plan]
  target: 12
"""

EVERYTHING: Mapping[str, str] = {
    **{path: ALL[path] for path in ALL},
    "kinds/more.yaml": MORE_KINDS,
    "duties/wide.yaml": (Path(__file__).parent / "wide.yaml").read_text("utf-8"),
    "measures/more.yaml": MORE_MEASURES,
    "overlay": ALL["overlay"]
    + "  in-parts/one: {from: 2006-04-01, within: 5 hours, source: Procedures}\n",
}

WITH_KINDS = ("standard.yaml", "reference/here.yaml", "kinds/all.yaml", "kinds/more.yaml")

ASKED: Mapping[str, tuple[str, ...]] = {
    "standard.yaml": ("reference/here.yaml",),
    "kinds/all.yaml": ("standard.yaml", "reference/here.yaml"),
    "duties/wide.yaml": WITH_KINDS,
    "measures/more.yaml": (*WITH_KINDS, "duties/plans.yaml"),
    "terms.yaml": ("standard.yaml", "reference/here.yaml"),
    "reference/here.yaml": ("standard.yaml",),
    "overlay": (*WITH_KINDS, "duties/plans.yaml", "duties/more.yaml"),
}
"""The files in which things are replaced, which together use every word; and what each needs."""

Tree = Any
"""YAML as lists, mappings and the text of every scalar."""

INSTEAD: Mapping[str, Tree] = {
    "a list": [[]],
    "a mapping": {"of another": "kind"},
    "text": "?!",
}
"""What is put in the place of everything that stands equally deep, by what it is called."""


def replaced(tree: Tree, depth: int, instead: Tree) -> Tree:
    """The tree with everything of that depth replaced."""
    if depth == 0:
        return instead
    if isinstance(tree, dict):
        return {word: replaced(under, depth - 1, instead) for word, under in tree.items()}
    if isinstance(tree, list):
        return [replaced(item, depth - 1, instead) for item in tree]
    return tree


def depth_of(tree: Tree) -> int:
    """How deep the deepest thing stands."""
    under = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return max((1 + depth_of(item) for item in under), default=0)


def places(node: yaml.Node, name: str = "") -> Iterator[tuple[tuple[int, int], str]]:
    """Where each value and each key stands, and its words from the top of the file."""
    mark = node.start_mark
    yield (mark.line + 1, mark.column + 1), name
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            own = f"{name}.{key.value}" if name else str(key.value)
            yield from places(value, own)
            yield from places(key, own)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value, 1):
            yield from places(item, f"{name}.{number}")


def told(path: str, text: str, folder: Path) -> list[str]:
    """What is said of a file with this text, each by the words of its place."""
    write(folder / "standard", {name: EVERYTHING[name] for name in ASKED[path]})
    home = folder if path == "overlay" else folder / "standard"
    file = write(home, {path: text}) / path
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert node is not None
    named = dict(reversed(list(places(node))))
    try:
        load(folder / "standard", overlays=[file] if path == "overlay" else [])
    except FaultyStandard as faulty:
        return [
            f"{named[fault.line, fault.column]}: {fault.message}"
            for fault in faulty.faults
            if fault.path in (path, str(file))
        ]
    return []


def answers(what: str) -> str:
    """What is said where this stands in place of everything: each sentence with the words it met.

    The words are the last of each place; those of one sentence stand in order, each once.
    """
    said: dict[str, set[str]] = {}
    for path in ASKED:
        tree = yaml.load(EVERYTHING[path], Loader=yaml.CBaseLoader)
        for depth in range(depth_of(tree) + 1):
            text = write_plain(replaced(tree, depth, INSTEAD[what]))
            with tempfile.TemporaryDirectory() as folder:
                for line in told(path, text, Path(folder)):
                    place, _, sentence = line.partition(": ")
                    said.setdefault(sentence, set()).add(last_word(place))
    lines = [f"{sentence}\n  {', '.join(sorted(words))}" for sentence, words in said.items()]
    return "\n".join(sorted(lines))


def last_word(place: str) -> str:
    """The last word of a place that is not the number of an item, or a day that names one."""
    named = [word for word in place.split(".") if word and not word.isdigit()]
    return named[-1] if named else "(the file)"


def table() -> str:
    """The whole table, as it stands in the file."""
    head = "What is said where something else stands in the place of what belongs there: the\n"
    head += "sentence, and under it the words under which it was found.\n"
    return head + "".join(f"\n## {what}\n\n{answers(what)}\n" for what in INSTEAD)


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
