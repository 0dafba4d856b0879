"""roles.yaml: the roles that rules name as owners, and the records that say who holds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Holder, OneOf, Role, Roles, Selector
from tests.england import england
from tests.standard.small import FILES, faults_of, write

KINDS = """\
allocation:
  title: Allocation
  lasts: span
  fields:
    role: {title: Role, type: code, codes: {case-manager: Case manager, cover: Cover}}
    worker: {title: Worker, type: file}
    team: {title: Team, type: text}
post:
  title: Post
  lasts: span
  fields:
    employer: {title: Employer, type: file}
"""

ROLES = """\
posts: {post: {}, by: employer}
covers: {allocation: {role: cover}, by: worker}
roles:
  case-manager:
    title: Case manager
    agency: youth-justice
    held: {allocation: {role: case-manager}, by: worker, team: team}
  manager: {title: Manager, agency: youth-justice}
"""


def with_roles(roles: str) -> dict[str, str | bytes]:
    return {**FILES, "kinds/people.yaml": KINDS, "roles.yaml": roles}


def test_roles_say_who_holds_them(tmp_path: Path) -> None:
    roles = load(write(tmp_path, with_roles(ROLES))).roles
    held = Selector("allocation", (OneOf("role", frozenset({"case-manager"})),))
    cover = Selector("allocation", (OneOf("role", frozenset({"cover"})),))
    assert roles == Roles(
        {
            "case-manager": Role(
                "case-manager",
                "Case manager",
                "youth-justice",
                (Holder(held, "worker", "team"),),
            ),
            "manager": Role("manager", "Manager", "youth-justice"),
        },
        (Holder(Selector("post"), "employer"),),
        (Holder(cover, "worker"),),
    )


def test_without_the_file_an_owner_is_any_name(tmp_path: Path) -> None:
    assert load(write(tmp_path, FILES)).roles == Roles()


def test_an_owner_who_is_no_role_is_refused_where_it_stands(tmp_path: Path) -> None:
    renamed = ROLES.replace("  case-manager:", "  caseworker:")
    (fault,) = faults_of(tmp_path, with_roles(renamed))
    assert fault.startswith("duties/plans.yaml:")
    assert "expected a role of roles.yaml, found 'case-manager'" in fault


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("by: employer", "by: boss", "roles.yaml:1:23: expected 'employer', found 'boss'"),
        (", by: employer}", "}", "roles.yaml:1:8: expected 'by', which is not said"),
        (
            "role: case-manager}, by: worker",
            "role: case-manager}, by: team",
            "roles.yaml:7:50: expected a field of type file of 'allocation' ('worker')",
        ),
        ("{post: {}, by", "{visit: {}, by", "a role is held for a time, and 'visit' is not a span"),
        ("title: Manager, ", "", "roles.yaml:8:12: expected 'title', which is not said"),
        ("title: Manager", "name: Manager", "'name'"),
        (
            "roles:\n",
            "lead: [case-manager, manager]\nroles:\n",
            "roles.yaml:3:22: expected a role that says by what it is held, found 'manager'",
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert before in ROLES
    faults = faults_of(tmp_path, with_roles(ROLES.replace(before, after, 1)))
    assert any(said in fault for fault in faults), faults


def test_who_leads_is_said_in_order(tmp_path: Path) -> None:
    assert load(write(tmp_path, with_roles(f"lead: case-manager\n{ROLES}"))).roles.lead == (
        "case-manager",
    )
    assert england().roles.lead[0] == "youth-justice-case-manager"


def test_every_role_of_england_owes_or_could_be_named() -> None:
    """A holder's fields exist, and every owner of a rule is declared (the loader sees to both)."""
    roles = england().roles
    owners = {r.owner for d in england().duties.values() for p in d.parts for r in p.rules}
    assert owners <= set(roles.declared)
    assert roles.declared["social-worker"].held[0].team == "team"
