"""How many examples Hypothesis tries (HYPOTHESIS_PROFILE is `default`, `long` or `mutants`), and
on which database the service's tests run (SIGHTLINE_TEST_DATABASE is `sqlite` or `postgresql`)."""

import gc
import os
import secrets
from contextlib import ExitStack

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from hypothesis import Phase, settings

from tools.cluster import OWNER, address, cluster

# The same examples on every run and every machine: a red test is red for the next person too.
settings.register_profile("default", derandomize=True, max_examples=60, deadline=None)
# New examples on every run; what fails is kept in .hypothesis and tried first the next time.
settings.register_profile("long", derandomize=False, max_examples=3000, deadline=None)
# Under the mutation tester it is enough that a test fails: the smallest example is not looked for.
settings.register_profile(
    "mutants",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# The service's settings are read from the environment once, so it is set before Django is loaded.
os.environ["DJANGO_SETTINGS_MODULE"] = "sightline.service.web.settings"
os.environ.setdefault("SIGHTLINE_SECRET_KEY", secrets.token_hex(32))
os.environ.setdefault("SIGHTLINE_SEAL_KEYS", Fernet.generate_key().decode())
_running = ExitStack()

if os.environ.get("SIGHTLINE_TEST_DATABASE") == "postgresql" and "DATABASE_URL" not in os.environ:
    # The workers of pytest-xdist start later and inherit the address.
    _folder = _running.enter_context(cluster())
    os.environ["DATABASE_URL"] = address(_folder, OWNER, "postgres")
else:
    os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")


MADE_ONCE = ("service/test_demo.py", "synth/test_nation.py", "synth/test_kinds_of.py", "review/")
"""What these make is dear. They come first, where no worker takes some of them from another."""


UPPER_FLOORS = ("service/casework/", "service/inspection/", "service/publishing/")
"""What stands on the ledger, the files and the access to them, and asks the database by them."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts those first, in this order, and marks what one database is enough for."""
    items.sort(key=lambda item: _place(item.nodeid.removeprefix("tests/")))
    for item in items:
        is_upper = item.nodeid.removeprefix("tests/").startswith(UPPER_FLOORS)
        if is_upper and not any(map(item.get_closest_marker, ("once", "browser"))):
            item.add_marker("upper")


def _place(name: str) -> int:
    return next((n for n, dear in enumerate(MADE_ONCE) if name.startswith(dear)), len(MADE_ONCE))


def pytest_configure() -> None:
    """Loads the settings, so that pytest-django sets Django up."""
    django_settings.DATABASES  # noqa: B018


def pytest_collection_finish() -> None:
    """Looks less often for what nothing refers to any more: a tenth of the time went into it.

    What the tests share (the standard, a nation) stays to the end, and is looked through in vain.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 20, 100)


def pytest_unconfigure() -> None:
    """Stops the cluster, where this process started it."""
    gc.unfreeze()
    _running.close()
