"""The pages of a long list, as GOV.UK's pagination wants them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

NAME = "page"


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of a list of which it is known already how many there are."""

    def __init__(self, some: Any, each: int, count: int) -> None:
        super().__init__(some, each)
        self._count = count

    @property
    def count(self) -> int:
        """How many there are."""
        return self._count


def pagination(page: Page[Any], query: QueryDict, name: str = NAME) -> dict[str, Any]:
    """The parameters of ``govukPagination``: the first, the last, and those around this page.

    ``query``: that of the request. All of it but the page is kept, so that a filter holds.
    ``name``: what it calls the page, where it has several lists.
    """
    numbers = _numbers(page)
    found: dict[str, Any] = {"items": [_item(page, query, number, name) for number in numbers]}
    if page.has_previous():
        found["previous"] = {"href": _href(query, page.previous_page_number(), name)}
    if page.has_next():
        found["next"] = {"href": _href(query, page.next_page_number(), name)}
    return found


def _numbers(page: Page[Any]) -> list[int | None]:
    """The numbers to show, None where some are left out."""
    last = page.paginator.num_pages
    wanted = sorted(
        {1, last} | {n for n in range(page.number - 1, page.number + 2) if 0 < n < last}
    )
    found: list[int | None] = []
    for number in wanted:
        before = found[-1] if found else 0
        if before is not None and number - before > 1:
            found.append(None)
        found.append(number)
    return found


def _item(page: Page[Any], query: QueryDict, number: int | None, name: str) -> dict[str, Any]:
    if number is None:
        return {"ellipsis": True}
    return {"number": number, "href": _href(query, number, name), "current": number == page.number}


def _href(query: QueryDict, number: int, name: str) -> str:
    changed = query.copy()
    changed[name] = str(number)
    return f"?{changed.urlencode()}"
