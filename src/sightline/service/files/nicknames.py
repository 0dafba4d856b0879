"""Short forms of names that sound nothing like the name they are short for."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = (
    "william bill billy will willy liam", "robert bob bobby rob robbie bert", "richard dick rick",
    "james jim jimmy jamie", "john jack johnny", "edward ted teddy ed eddie ned", "henry harry hal",
    "charles charlie chuck chas", "margaret peggy maggie meg greta daisy", "antony tony anthony",
    "elizabeth liz lizzie beth betty eliza libby lisa bess", "katherine kate katie kathy kat kitty",
    "catherine kate katie cathy cat kitty", "alexander alex sandy xander lex sasha aleksander",
    "alexandra alex sandra sasha lexi", "michael mick mike mikey", "nicholas nick nicky klaus",
    "joseph joe joey jose", "thomas tom tommy", "daniel dan danny", "david dave davy", "mary molly",
    "matthew matt", "andrew andy drew", "christopher chris kit", "benjamin ben benny benji",
    "samuel sam sammy", "samantha sam sammie", "patrick pat paddy", "patricia pat patsy trish",
    "rebecca becky becca", "victoria vicky tori", "susan sue susie", "jennifer jenny jen",
    "stephen steve stevie", "steven steve stevie", "philip phil pip", "peter pete",
    "frederick fred", "theodore theo ted", "francis frank", "frances fran",
    "dorothy dot dolly", "sarah sally sadie",
    "mohammed mo mohd md", "muhammad mo mohd md", "abdul abdool", "ibrahim abraham ebrahim",
    "yusuf joseph", "musa moses", "sulaiman solomon", "dawood david", "oluwaseun seun",
)  # fmt: skip


def same_name(word: str) -> frozenset[str]:
    """The other forms of a name, folded; none where none is known."""
    return _FORMS.get(word, frozenset())


def _forms() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _GROUPS:
        formal, *short = group.split()
        # Short forms of one name are not forms of each other's other names.
        for one in short:
            found.setdefault(one, set()).update({formal, *short} - {one})
        found.setdefault(formal, set()).update(short)
    return {word: frozenset(forms) for word, forms in found.items()}


_FORMS: Final = _forms()
