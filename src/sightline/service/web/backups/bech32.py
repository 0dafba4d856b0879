"""Keys as people copy them: letters with a checksum that finds slips (Bitcoin's BIP 173)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_SUMS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_SUM_LETTERS: Final = 6


def encode(kind: str, data: bytes) -> str:
    """``kind``, a 1, and the data."""
    values = _regrouped(data, 8, 5, pad=True)
    check = _polymod([*_expanded(kind), *values, *[0] * _SUM_LETTERS]) ^ 1
    sums = [(check >> 5 * (_SUM_LETTERS - 1 - n)) & 31 for n in range(_SUM_LETTERS)]
    return f"{kind}1{''.join(_LETTERS[value] for value in [*values, *sums])}"


def decode(text: str) -> tuple[str, bytes]:
    """The kind and the data. Raises ValueError where a letter is wrong."""
    if text != text.lower() and text != text.upper():
        raise ValueError("it mixes capitals and small letters")
    kind, one, rest = text.strip().lower().rpartition("1")
    if not one or not kind or len(rest) < _SUM_LETTERS or not set(rest) <= set(_LETTERS):
        raise ValueError("it is not made of the letters of such keys")
    values = [_LETTERS.index(letter) for letter in rest]
    if _polymod([*_expanded(kind), *values]) != 1:
        raise ValueError("a letter is wrong or missing")
    return kind, bytes(_regrouped(values[:-_SUM_LETTERS], 5, 8, pad=False))


def _expanded(kind: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in kind), 0, *(ord(letter) & 31 for letter in kind)]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for n, of_sum in enumerate(_SUMS):
            check ^= of_sum if top >> n & 1 else 0
    return check


def _regrouped(values: Iterable[int], width: int, wanted: int, *, pad: bool) -> list[int]:
    held = bits = 0
    found = []
    for value in values:
        held, bits = held << width | value, bits + width
        while bits >= wanted:
            bits -= wanted
            found.append(held >> bits & (1 << wanted) - 1)
    if pad and bits:
        found.append(held << wanted - bits & (1 << wanted) - 1)
    elif not pad and (bits >= width or held & (1 << bits) - 1):
        raise ValueError("it does not end where a key ends")
    return found
