"""Roles and what each may do, as a page."""

from __future__ import annotations

from sightline.reporting.told.words import sentence
from sightline.service.access.roles import RIGHTS, Right, Role
from tools.docs_text import bullets, page, table


def roles() -> str:
    """The page on roles and rights."""
    return page(
        "Roles and rights",
        "A post gives somebody one role in one agency, for a time. This is what each role may do; "
        "[which files that means](../concepts/need-to-know.md) is a question of its own. What is "
        "not said here, no role may do.",
        *(f"## {role.label}\n\n" + _rights(role) for role in Role),
        "## All at once",
        table(
            ["They may", *(role.label for role in Role)],
            (
                [right.value, *("yes" if _may(role, right) else "" for role in Role)]
                for right in Right
            ),
        ),
    )


def _rights(role: Role) -> str:
    return bullets(sentence(right.value) for right in Right if _may(role, right))


def _may(role: Role, right: Right) -> bool:
    return right in RIGHTS[role]
