"""Follows the production guide on this machine to its end, and writes what happened.

    python -m tools.drill [--install]

Everything lies in one temporary folder in place of the machine's own: a PostgreSQL cluster with the
guide's roles and pg_hba.conf, the files of docs/operations/files filled in, nginx with a
certificate of its own. What systemd would start is read from the units and started by hand. The
transcript is docs/operations/drill.md. Needed: the packages of the guide, and openssl and curl.
"""

from __future__ import annotations

import os
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tools.drill_machine import FILES, ROOT, Drill, Failed, as_postgres, wait

TRANSCRIPT = ROOT / "docs" / "operations" / "drill.md"
HOST, TLS_PORT, PLAIN_PORT = "sightline.example", 18443, 18080
HOLDERS = {"Ann Example": "correct horse battery", "Ben Example": "another good phrase"}


_MADE = (
    "/opt/sightline/bin", "/etc/sightline/tls", "/run/sightline", "/var/log/nginx",
    "/var/lib/sightline/store", "/var/lib/sightline/static", "/var/backups/sightline",
    "/var/lib/sightline-night/checkpoints",
)  # fmt: skip


def main(arguments: list[str]) -> None:
    """Follow the guide."""
    # PostgreSQL's user must be able to go in, and a socket's path has no more than 107 bytes.
    under = Path(tempfile.mkdtemp(prefix="drill-", dir="/tmp"))
    under.chmod(0o711)
    drill = Drill(under)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, under, ignore_errors=True)
        install(drill, for_real="--install" in arguments)
        stack.enter_context(database(drill))
        secrets_and_keys(drill)
        first_start(drill)
        stack.enter_context(service(drill))
        stack.enter_context(proxy(drill))
        look(drill)
        records(drill)
        night(drill)
        backup_drill(drill)
        upgrade(drill)
    write(drill)


def install(drill: Drill, *, for_real: bool) -> None:
    """Packages, folders, and Sightline itself."""
    drill.title("1. Packages and folders")
    drill.run("psql --version; nginx -v; python3 --version")
    for folder in _MADE:
        drill.at(folder).mkdir(parents=True, mode=0o700)
    drill.title("2. Sightline")
    if for_real:
        shutil.rmtree(drill.at("/opt/sightline"))
        drill.run("python3 -m venv /opt/sightline")
        # What pip warns of is where this machine fetches from, and no business of the guide's.
        drill.run(
            "/opt/sightline/bin/pip install --quiet -c constraints.txt '.[service]'",
            environment={"PIP_QUIET": "3"},
        )
    else:
        command = drill.at("/opt/sightline/bin/sightline")
        command.symlink_to(Path(sys.executable).with_name("sightline"))
        drill.say("Sightline is the one that the drill was started with.")
    drill.run("/opt/sightline/bin/sightline --version")


@contextmanager
def database(drill: Drill) -> Iterator[None]:
    """A cluster with the guide's roles, who prove themselves with passwords."""
    drill.title("3. PostgreSQL and its three roles")
    data, run = drill.at("/var/lib/postgresql"), drill.at("/var/run/postgresql")
    for folder in (data, run):
        folder.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
    for folder in (drill.at("/var"), drill.at("/var/lib"), drill.at("/var/run")):
        folder.chmod(0o755)
    as_postgres("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8")
    hba = (FILES / "pg_hba.conf").read_text("utf-8")
    if os.geteuid() != 0:  # the user postgres is whoever runs the drill
        hba = hba.replace("peer", "trust")
    (data / "pg_hba.conf").write_text(hba, "utf-8")
    as_postgres("pg_ctl", "-D", data, "-w", "-s", "-l", data / "log", "-o",
                f"-k {run} -c listen_addresses=''", "start")  # fmt: skip
    try:
        for role in ("owner", "app", "backup"):
            drill.service[role] = secrets.token_hex(32)
        given = [f"--set={role}='{drill.service[role]}'" for role in ("owner", "app", "backup")]
        said = as_postgres("psql", "-h", run, "-U", "postgres", "-f", readable(drill), *given)
        drill.told += ["```console", "$ psql -v owner=… -v app=… -v backup=… -f roles.sql",
                       *said.split("\n")[:-1], "```", ""]  # fmt: skip
        yield
    finally:
        as_postgres("pg_ctl", "-D", data, "-s", "-m", "fast", "stop")


def readable(drill: Drill) -> Path:
    """The statements on roles where PostgreSQL's user can read them."""
    path = drill.at("/var/run/postgresql/roles.sql")
    shutil.copy(FILES / "roles.sql", path)
    path.chmod(0o644)
    return path


def secrets_and_keys(drill: Drill) -> None:
    """The two files of settings, filled in; the key of backups, in two halves."""
    drill.title("4. Secrets, and the key of backups in two halves")
    passwords = {f"PASSWORD-OF-{role.upper()}": drill.service.pop(role)
                 for role in ("owner", "app", "backup")}  # fmt: skip
    from cryptography.fernet import Fernet

    made = {
        "SIGHTLINE_SECRET_KEY": secrets.token_urlsafe(64),
        "SIGHTLINE_SEAL_KEYS": Fernet.generate_key().decode(),
        "SIGHTLINE_STORE_KEY": secrets.token_hex(32),
        "SIGHTLINE_CHECKPOINT_KEY": secrets.token_hex(32),
        "SIGHTLINE_COLLECTOR": "/var/log/nginx/collected.ndjson",
    }
    drill.service = filled(drill, "service.env", passwords | made)
    drill.night = filled(drill, "night.env", passwords | made)
    halves = drill.at("/etc/sightline/halves")
    halves.mkdir()
    holders = " ".join(f"--holder {shlex.quote(holder)}" for holder in HOLDERS)
    said = drill.run(
        f"/opt/sightline/bin/sightline backup-key /etc/sightline/halves {holders}",
        said="\n".join(HOLDERS.values()), environment=drill.service,
    )  # fmt: skip
    drill.night["SIGHTLINE_BACKUP_KEYS"] = said.rpartition("=")[2]
    drill.say(
        "The two files are taken away by the two people. The public key goes into `night.env`."
    )


def filled(drill: Drill, name: str, values: dict[str, str]) -> dict[str, str]:
    """A file of settings with its blanks filled in, written for its user alone, and read."""
    told = {}
    for line in (FILES / name).read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        key, _, value = line.partition("=")
        value = values.get(key, value)
        for blank, password in values.items():
            value = value.replace(blank, password) if blank.startswith("PASSWORD") else value
        told[key] = drill.here(value)
    path = drill.at(f"/etc/sightline/{name}")
    path.write_text("".join(f"{key}={value}\n" for key, value in told.items()), "utf-8")
    path.chmod(0o600)
    return told


def as_owner(drill: Drill) -> dict[str, str]:
    """What the owner's commands have, as in the script sightline-as-owner."""
    return drill.service | drill.night


def first_start(drill: Drill) -> None:
    """The tables, the standard, and the first two administrators."""
    drill.title("5. Tables, the standard, the first two administrators")
    sightline = "/opt/sightline/bin/sightline"
    drill.run(f"{sightline} serve --check", environment=drill.service, code=2)
    drill.run(f"{sightline} migrate", environment=as_owner(drill))
    today = f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    drill.run(
        f"{sightline} standard upgrade england --from {today} --reason 'As installed' --yes",
        environment=as_owner(drill),
    )
    for email, name in (
        ("one@council.example", "Ann Example"),
        ("two@council.example", "Ben Example"),
    ):
        drill.run(
            f"{sightline} user add {email} --name {shlex.quote(name)} "
            "--agency 'Borchester Council' --sector social-care",
            environment=as_owner(drill),
        )
    drill.run(f"{sightline} serve --check", environment=drill.service)


@contextmanager
def service(drill: Drill) -> Iterator[None]:
    """What the unit sightline.service starts."""
    drill.title("6. The service, as its unit starts it")
    check, serve = drill.started("sightline.service")
    drill.run(check, environment=drill.service)
    log = drill.at("/var/log/nginx/service.log").open("w")
    process = subprocess.Popen(
        shlex.split(drill.here(serve)), env=drill.environment_of(drill.service),
        stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        socket = drill.at("/run/sightline/http.sock")
        wait(socket.exists)
        drill.told += ["```console", f"$ {serve} &", "```", ""]
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        log.close()


@contextmanager
def proxy(drill: Drill) -> Iterator[None]:
    """nginx with the guide's configuration, at ports that need no rights."""
    drill.title("7. The reverse proxy")
    tls = drill.at("/etc/sightline/tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    site = drill.here((FILES / "nginx.conf").read_text("utf-8"))
    site = site.replace("listen 80;", f"listen {PLAIN_PORT};").replace("    listen [::]:80;\n", "")
    site = site.replace("listen 443", f"listen {TLS_PORT}")
    site = re.sub(r"    listen \[::\]:443.*\n", "", site)
    whole = drill.at("/etc/sightline/nginx.conf")
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user}daemon off;\npid {drill.under}/nginx.pid;\nevents {{}}\nhttp {{\n{site}}}\n",
        "utf-8",
    )
    process = subprocess.Popen(["nginx", "-c", whole], stderr=subprocess.DEVNULL)
    try:
        wait(drill.under.joinpath("nginx.pid").exists)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def curl(drill: Drill, more: str) -> str:
    """Ask as a browser elsewhere would."""
    rules = drill.at("/etc/sightline/curlrc")
    resolved = [f'resolve = "{HOST}:{port}:127.0.0.1"\n' for port in (TLS_PORT, PLAIN_PORT)]
    rules.write_text(
        f"silent\ncacert = {drill.at('/etc/sightline/tls/fullchain.pem')}\n" + "".join(resolved)
    )
    return drill.run(f"curl -K /etc/sightline/curlrc {more}")


def look(drill: Drill) -> None:
    """What a browser gets."""
    curl(drill, f"https://{HOST}:{TLS_PORT}/health")
    headers = curl(drill, f"-o /dev/null -D - https://{HOST}:{TLS_PORT}/sign-in")
    for needed in ("200", "content-security-policy: ", "strict-transport-security: "):
        if needed not in headers.lower():
            raise Failed(f"no {needed} in {headers}")
    curl(
        drill,
        f"-o /dev/null -w '%{{http_code}} %{{redirect_url}}' http://{HOST}:{PLAIN_PORT}/sign-in",
    )
    log = drill.at("/var/log/nginx/service.log").read_text("utf-8").strip().splitlines()
    drill.say("A line of the service's log:")
    drill.told += ["```json", log[-1], "```", ""]


LOAD = """
from sightline.cli.service import set_up_service
with set_up_service():
    from sightline.service.web.demo.loading import load_service
    load_service(1)
"""


def records(drill: Drill) -> None:
    """The synthetic service of today, so that there is something to keep."""
    drill.title("8. Records, for the drill: the synthetic service of today")
    subprocess.run(
        [sys.executable, "-c", LOAD], check=True, env=drill.environment_of(as_owner(drill)),
        capture_output=True,
    )  # fmt: skip
    drill.say("354 files of synthetic people were loaded.")


def night(drill: Drill) -> None:
    """What the timers start."""
    drill.title("9. A night: what the timers start")
    drill.say("The first checkpoint is taken by hand, so that the night has one to verify against.")
    first = "/var/lib/sightline-night/checkpoints/$(date -u +%Y%m%dT%H%M%SZ).json"
    drill.run(f"/opt/sightline/bin/sightline checkpoint --out {first}", environment=as_owner(drill))
    for unit in ("judge", "backup", "verify", "sweep", "forward"):
        drill.say(f"`sightline-{unit}.service`:")
        for command in drill.started(f"sightline-{unit}.service"):
            drill.run(command, environment=as_owner(drill))


def backup_drill(drill: Drill) -> None:
    """The backup given back into an empty database, and looked at."""
    drill.title("10. The backup drill")
    (made,) = sorted(drill.at("/var/backups/sightline").glob("sightline-*"))
    sightline = "/opt/sightline/bin/sightline"
    kept = f"/var/backups/sightline/{made.name}"
    drill.run(f"{sightline} backup --check {kept}", environment=as_owner(drill))
    as_postgres("psql", "-h", drill.at("/var/run/postgresql"), "-U", "postgres", "-c",
                "CREATE DATABASE drill OWNER sightline_owner")  # fmt: skip
    drill.say("`CREATE DATABASE drill OWNER sightline_owner`, and both holders type a passphrase:")
    halves = sorted(path.name for path in drill.at("/etc/sightline/halves").iterdir())
    elsewhere = {
        name: value.replace("/sightline?", "/drill?") if name.endswith("DATABASE_URL") else value
        for name, value in as_owner(drill).items()
    } | {"SIGHTLINE_STORE": str(drill.at("/var/lib/sightline/store-of-the-drill"))}
    drill.run(
        f"{sightline} restore {kept} "
        + " ".join(f"--half /etc/sightline/halves/{half}" for half in halves),
        said="\n".join(HOLDERS.values()), environment=elsewhere,
    )  # fmt: skip
    asked = (
        "SELECT (SELECT count(*) FROM files_subject), (SELECT count(*) FROM files_record), "
        "(SELECT count(*) FROM files_obligation)"
    )
    for name in ("sightline", "drill"):
        owner = drill.night["OWNER_DATABASE_URL"].replace("/sightline?", f"/{name}?")
        drill.run(f'psql "$OWNER" -Atc "{asked}"', environment={"OWNER": owner})


def upgrade(drill: Drill) -> None:
    """Another release: here the same one again, which shows the steps."""
    drill.title("11. An upgrade")
    drill.say("The steps of [the upgrade](upgrade.md), with the same release for another.")
    sightline = "/opt/sightline/bin/sightline"
    drill.run(f"{sightline} migrate --plan", environment=as_owner(drill))
    drill.run(f"{sightline} migrate", environment=as_owner(drill))
    drill.run(f"{sightline} serve --check", environment=drill.service)
    curl(drill, f"https://{HOST}:{TLS_PORT}/health")


def write(drill: Drill) -> None:
    """The transcript."""
    head = [
        "# The guide, followed",
        "",
        "Written by `python -m tools.drill`, which follows [the guide](install.md) with",
        f"the files that are shipped with it, on Debian 12, on {datetime.now(UTC):%-d %B %Y}.",
        "Keys, links and ids are left out, and of long outputs the end. Users, systemd and",
        "encrypted disks are the machine's: the drill runs what the units start, as its own user.",
    ]
    TRANSCRIPT.write_text("\n".join([*head, *drill.told]).rstrip() + "\n", "utf-8")
    print(f"Written: {TRANSCRIPT.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
