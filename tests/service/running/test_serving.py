"""``sightline serve`` starts on what is safe, and says little."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.service.running.places import Place
from tests.service.running.serving import HOST, LONG, Served, serving
from tools.cluster import APPLICATION, BACKUP, OWNER

CANARY = "Qvxzyj"

# --- what it refuses -----------------------------------------------------------------------------

FAULTS = """
import sys
import django
django.setup()
from django.db import connection
from sightline.service.web.database import database_faults
for url in sys.argv[1:]:
    import environ
    connection.close()
    connection.settings_dict |= environ.Env.db_url_config(url)
    print("|".join(database_faults()))
"""


def test_roles_that_could_do_harm_and_other_tables_are_refused(place: Place, empty: str) -> None:
    asked = {
        place.address(APPLICATION): "",
        place.address(OWNER): "owns tables",
        place.address(BACKUP): "BYPASSRLS",
        place.address("postgres"): "is a superuser",
        place.address(APPLICATION, empty): "Run: sightline migrate",
        place.address(APPLICATION, "missing"): "does not answer",
    }
    done = subprocess.run(
        [sys.executable, "-c", FAULTS, *asked],
        env=place.environment(DJANGO_SETTINGS_MODULE="sightline.service.web.settings"),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for said, expected in zip(done.stdout.splitlines(), asked.values(), strict=True):
        assert expected in said and bool(said) is bool(expected), (said, expected)


def test_tables_of_a_later_version_are_refused(place: Place) -> None:
    place.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('files', '9999', now())")
    done = place.run("serve", "--check", **place.as_owner, SIGHTLINE_PROXIES="0")
    place.sql("DELETE FROM django_migrations WHERE name = '9999'")
    assert done.returncode == 2
    assert "those of a later version" in done.stderr
    assert "OWNER_DATABASE_URL is set where pages are served" in done.stderr
    assert "SIGHTLINE_PROXIES is 0" in done.stderr


# --- what it serves ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(place: Place) -> Iterator[Served]:
    """It, once for all that ask for it."""
    with serving(place) as made:
        yield made


def test_every_answer_is_told_what_a_browser_may_do_with_it(served: Served) -> None:
    for path in ("/sign-in", "/nothing-here", "/health"):
        _, headers, body = served.ask(path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "http" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert "no-store" in headers["Cache-Control"]
        outside = re.findall(rb'(?:src|href|action)="(?:https?:)?//[^"]*"', body)
        assert outside == []
    code, headers, _ = served.ask("/sign-in", proto="http")
    assert (code, headers["Location"]) == (301, f"https://{HOST}/sign-in")
    assert served.ask("/sign-in", host="elsewhere.example")[0] == 400
    assert served.ask("/health")[2] == b"well"


def test_the_machines_log_is_lines_of_json_that_name_nothing_asked_for(served: Served) -> None:
    served.ask(f"/sign-in?next=/{CANARY}", Cookie=f"{CANARY}=1", Referer=f"https://{HOST}/{CANARY}")
    served.ask(f"/files/{CANARY}")
    served.ask(f"/{CANARY}", host=f"{CANARY}.example")
    for line in (f"GET /{CANARY} HTTP/9.9", f"{CANARY} /{CANARY}", f"{CANARY}\x00"):
        with socket.create_connection(("127.0.0.1", served.port)) as raw:
            raw.sendall(f"{line}\r\n\r\n".encode())
            raw.settimeout(5)
            raw.recv(1000)
    served.ask("/sign-in")
    until = time.monotonic() + LONG
    while sum("account_login" in line for line in served.lines) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    told = [json.loads(line) for line in served.lines]
    assert CANARY.lower() not in "".join(served.lines).lower()
    requests = [one for one in told if one["logger"] == "sightline.requests"]
    for one in requests:
        assert {"at", "page", "method", "status", "ms", "cpu_ms", "reference"} <= one.keys()
    assert {"account_login", "no such page"} <= {one["page"] for one in requests}
    assert "health" not in {one["page"] for one in requests}


def test_health_is_one_word_and_bad_where_a_migration_is_missing(
    place: Place, served: Served
) -> None:
    last = (
        "app = 'ledger' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'ledger')"
    )
    kept = place.sql(f"SELECT name FROM django_migrations WHERE {last}").strip()
    place.sql(f"DELETE FROM django_migrations WHERE {last}")
    code, _, body = served.ask("/health")
    place.sql(
        f"INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '{kept}', now())"
    )
    assert (code, body) == (503, b"unwell")
    assert served.ask("/health")[2] == b"well"
