"""What a part takes from its rule, and a rule from its duty, word by word.

The levels are folded from the duty down. A word said lower replaces the same word from above, and
three groups are replaced whole, because half of one and half of another would mean something that
nobody wrote:

* a clock, with what stands beside it (``of``, ``steps``, ``after``, ``part-periods``);
* ``then`` or ``never``;
* ``when`` and ``while``, where a lower clock or ``never`` turns a single clock into something that
  runs during spans, or back.

Words that have no meaning in the shape that a lower level makes are not taken from above.
"""

from __future__ import annotations

from collections.abc import Sequence

from sightline.standard import words as w
from sightline.standard.nodes import Node, Words

CLOCKS = frozenset({*w.CLOCK, *w.RECURRENCE})
BESIDE = frozenset(w.BESIDE_CLOCK)
SPANNING = frozenset({"every", "each", "never"})
_SINGLE = CLOCKS - SPANNING

_NOT_WITH = {
    "never": {"then", "already", "unless", "lapses", "no-older-than"},
    "each": {"already", "unless", "no-older-than", "running"},
    "every": {"unless", "no-older-than", "running"},
    "within": {"no-older-than", "running"},
    "by": {"no-older-than", "running"},
}
"""By the word that makes a shape: the words that have no meaning in it."""


def check_beside(level: Words) -> None:
    """Report what stands beside a clock where, on the same level, there is none."""
    if not CLOCKS.intersection(level.said):
        for word in sorted(BESIDE.intersection(level.said)):
            level.wrong(word, f"{word!r} stands beside the clock it belongs to; here is none")


def inherit(levels: Sequence[Words], node: Node) -> Words:
    """The words of a rule made whole, from the highest level to the lowest.

    ``node``: where faults of the whole are said to be.
    """
    words: dict[str, Node] = {}
    meant: set[str] = set()
    for level in levels:
        words = _lower(words, level.said)
        meant |= level.meant
    return Words(node, words, meant)


def _lower(above: dict[str, Node], said: dict[str, Node]) -> dict[str, Node]:
    dropped: set[str] = set()
    makers = said.keys() & (CLOCKS | {"never"})
    if makers:
        dropped |= CLOCKS | BESIDE | {"never"}
        for maker in makers:
            dropped |= _NOT_WITH.get("each" if "each" in makers else maker, set())
        if _spans(above) not in (None, _spans(said)):
            dropped |= {"when", "while"}
        if _spans(said):
            dropped.add("when")
    if "then" in said:
        dropped.add("never")
    if "while" in said and _spans({**above, **said}):
        dropped.add("when")
    return {word: node for word, node in above.items() if word not in dropped} | said


def _spans(words: dict[str, Node]) -> bool | None:
    """Whether the words make something that runs during spans; None where they do not say."""
    if SPANNING.intersection(words):
        return True
    return False if _SINGLE.intersection(words) else None


def check_taken(levels: Sequence[Words], taken: Sequence[Words]) -> None:
    """Report what a level says and no rule takes: a reader would believe it to hold.

    Where no rule could be read, nothing can be said of what they take.
    """
    if not taken:
        return
    used = {id(node) for words in taken for node in words.said.values()}
    for level in levels:
        for word, node in level.said.items():
            stray = word in BESIDE and not CLOCKS.intersection(level.said)  # said to be so before
            if word in w.OWED and id(node) not in used and not stray:
                node.report(f"no rule takes this {word!r}: each replaces it or has no use for it")
