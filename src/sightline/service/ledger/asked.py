"""What has been asked in this request already: by the policy, and of which files are one.

Kept for as long as a page is made that only shows: what is asked twice is answered once. Nothing
is kept where something may be written meanwhile, nor from one request to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("_answers", default=None)


@contextmanager
def asked_once(*, shows: bool) -> Iterator[None]:
    """Keep answers for the time of a page. ``shows``: it writes nothing; else none are kept."""
    token = _answers.set({} if shows else None)
    try:
        yield
    finally:
        _answers.reset(token)


def once(question: Hashable, ask: Callable[[], T]) -> T:
    """The answer to a question, which says who asks what of which file."""
    held = _answers.get()
    if held is None:
        return ask()
    if question not in held:
        held[question] = ask()
    answer: T = held[question]
    return answer


def once_each(
    what: str,
    who: Hashable,
    files: Collection[UUID],
    ask: Callable[[Collection[UUID]], Mapping[UUID, T]],
) -> dict[UUID, T]:
    """The answers to what somebody asks of each of some files, those of which there is one."""
    held = _answers.get()
    if held is None:
        return dict(ask(files))
    missing = [file for file in files if (what, who, file) not in held]
    if missing:
        found = ask(missing)
        held |= {(what, who, file): found.get(file) for file in missing}
    answers = {file: held[what, who, file] for file in files}
    return {file: answer for file, answer in answers.items() if answer is not None}
