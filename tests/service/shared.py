"""A world that is made once for a module: each test begins with it and leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


@contextmanager
def made_once(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """Something in the database for all tests inside: what each of them adds is undone after it.

    For a fixture of a module, which asks for ``django_db_setup``; its tests ask for ``db`` besides,
    whose transaction lies within this one.
    """
    with blocker.unblock():
        whole = transaction.atomic()
        # An act may begin within it, as within a test's own.
        whole._from_testcase = True  # type: ignore[attr-defined]
        with whole:
            yield make()
            transaction.set_rollback(True)
