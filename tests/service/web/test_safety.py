"""A service that is not a demonstration starts with good settings, or says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from sightline.service.web.safety import faults, refuse_unsafe

SECRET = "kX9-3vQz_7Lm2Rt8Yp4Wn6Bs1Hd5Jf0GcTaUeViOxMqKrZy3Pw"


def good(folder: Path) -> dict[str, Any]:
    """Settings that are good enough."""
    (folder / "staticfiles.json").write_text("{}")
    return {
        "DEMO": False,
        "DEBUG": False,
        "SECRET_KEY": SECRET,
        "SEAL_KEYS": [Fernet.generate_key().decode()],
        "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
        "ALLOWED_HOSTS": ["sightline.example"],
        "PROXIES": 1,
        "STATIC_ROOT": str(folder),
        "STORE": str(folder.parent),
        "STORE_KEYS": ["0f" * 32],
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": []}},
    }


def provider(**said: str) -> dict[str, Any]:
    """Settings of a provider elsewhere."""
    app = {"client_id": "a", "secret": "b", "settings": {"server_url": "https://id.example"}}
    address = said.pop("server_url", "https://id.example")
    return {"openid_connect": {"APPS": [{**app, **said, "settings": {"server_url": address}}]}}


BAD: dict[str, tuple[str, Any, str]] = {
    "no secret": ("SECRET_KEY", "", "SIGHTLINE_SECRET_KEY"),
    "short secret": ("SECRET_KEY", SECRET[:49], "SIGHTLINE_SECRET_KEY"),
    "one letter": ("SECRET_KEY", "x" * 60, "SIGHTLINE_SECRET_KEY"),
    "no seal": ("SEAL_KEYS", [], "SIGHTLINE_SEAL_KEYS"),
    "no key": ("SEAL_KEYS", ["not a key"], "SIGHTLINE_SEAL_KEYS"),
    "SQLite": (
        "DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "DATABASE_URL"
    ),
    "no host": ("ALLOWED_HOSTS", [], "SIGHTLINE_HOSTS"),
    "any host": ("ALLOWED_HOSTS", ["*"], "SIGHTLINE_HOSTS"),
    "no proxy": ("PROXIES", 0, "SIGHTLINE_PROXIES"),
    "debugging": ("DEBUG", True, "DEBUG"),
    "no folder": ("STATIC_ROOT", None, "SIGHTLINE_STATIC_ROOT"),
    "nothing gathered": ("STATIC_ROOT", "/nowhere", "sightline migrate"),
    "no store": ("STORE", "", "SIGHTLINE_STORE"),
    "no such store": ("STORE", "/nowhere", "SIGHTLINE_STORE"),
    "no store key": ("STORE_KEYS", [], "SIGHTLINE_STORE_KEY"),
    "short store key": ("STORE_KEYS", ["0f" * 31], "SIGHTLINE_STORE_KEY"),
    "plain provider": (
        "SOCIALACCOUNT_PROVIDERS", provider(server_url="http://id.example"), "SIGHTLINE_OIDC_ISSUER"
    ),
    "provider without secret": (
        "SOCIALACCOUNT_PROVIDERS", provider(secret=""), "SIGHTLINE_OIDC_SECRET"
    ),
}  # fmt: skip


def test_good_settings_start(tmp_path: Path) -> None:
    assert list(faults(SimpleNamespace(**good(tmp_path)))) == []
    refuse_unsafe(SimpleNamespace(**good(tmp_path)))


@pytest.mark.parametrize("why", BAD)
def test_each_fault_is_said_with_what_to_do(tmp_path: Path, why: str) -> None:
    name, value, told = BAD[why]
    settings = SimpleNamespace(**{**good(tmp_path), name: value})
    (sentence,) = faults(settings)
    assert told in sentence
    with pytest.raises(ImproperlyConfigured, match=told):
        refuse_unsafe(settings)


@pytest.mark.parametrize("why", BAD)
def test_no_fault_repeats_a_secret(tmp_path: Path, why: str) -> None:
    name, value, _ = BAD[why]
    settings = {**good(tmp_path), name: value}
    said = "\n".join(faults(SimpleNamespace(**settings)))
    for secret in (settings["SECRET_KEY"], *settings["SEAL_KEYS"], *settings["STORE_KEYS"]):
        assert not secret or secret not in said


def test_uploaded_files_lie_where_no_web_server_shows_them(tmp_path: Path) -> None:
    inside = tmp_path / "static" / "uploads"
    inside.mkdir(parents=True)
    settings = {**good(inside.parent), "STORE": str(inside)}
    (sentence,) = faults(SimpleNamespace(**settings))
    assert "SIGHTLINE_STORE lies in SIGHTLINE_STATIC_ROOT" in sentence


def test_a_demonstration_needs_none_of_it() -> None:
    assert list(faults(SimpleNamespace(DEMO=True))) == []


@pytest.mark.parametrize(("demo", "starts"), [("no", False), ("yes", True)])
def test_what_a_web_server_starts_asks_first(demo: str, starts: bool) -> None:
    said = {
        "SIGHTLINE_DEMO": demo,
        "SIGHTLINE_SECRET_KEY": "too short",
        "DATABASE_URL": "sqlite:///:memory:",
    }
    done = subprocess.run(
        [sys.executable, "-c", "import sightline.service.web.wsgi"],
        env={**os.environ, **said},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is starts, done.stderr
    if not starts:
        assert "SIGHTLINE_SECRET_KEY is missing or too easy to guess" in done.stderr
        assert "DATABASE_URL is missing or names SQLite" in done.stderr
        assert "too short" not in done.stderr
