"""Who may open which page of administration: a table written from the rules, not from the code."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.urls import reverse

from sightline.service.access.pages import urls
from sightline.service.access.roles import Role
from tests.service.access.pages.small import Small, furnish

pytestmark = pytest.mark.once

EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ACCESS_ADMINISTRATOR})
KEEPERS = ADMINISTRATORS | {Role.RECORDS_OFFICER}
MANAGERS = frozenset({Role.MANAGER})
OPERATIONS = KEEPERS | MANAGERS

OPEN_TO = {
    "administration": OPERATIONS,
    **dict.fromkeys(("people", "add_person", "person", "stop_signing_in"), ADMINISTRATORS),
    **dict.fromkeys(("let_in", "password_link", "reset_second_factor"), ADMINISTRATORS),
    **dict.fromkeys(("link_elsewhere", "unlink_elsewhere"), ADMINISTRATORS),
    **dict.fromkeys(("unlock_person", "propose_post", "end_post"), ADMINISTRATORS),
    **dict.fromkeys(("agencies", "add_agency", "agency", "change_agency"), ADMINISTRATORS),
    **dict.fromkeys(("add_team", "agreements", "propose_agreement"), ADMINISTRATORS),
    **dict.fromkeys(("end_agreement", "decide_proposal"), ADMINISTRATORS),
    # Records officers propose and decide erasures, and see no other proposals.
    **dict.fromkeys(("proposals", "decided_proposals"), KEEPERS),
    **dict.fromkeys(("allocations", "without_allocation"), MANAGERS),
    **dict.fromkeys(("standard", "duty", "kinds", "kind", "roles", "guide"), EVERYBODY),
    **dict.fromkeys(("watched", "jobs", "chains"), OPERATIONS),
    "checkpoint": KEEPERS,
    "own_log": EVERYBODY,
    **dict.fromkeys(("log", "log_of_person", "log_of_machine"), ADMINISTRATORS),
    **dict.fromkeys(("find_log_of_file", "log_of_file"), ADMINISTRATORS),
}
NOT_HINTED = frozenset({"decide_proposal"})
"""Pages that do not tell whoever may not open them that there is anything."""


def test_the_table_has_every_page() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == OPEN_TO.keys()


@pytest.mark.parametrize("role", Role)
def test_each_page_is_open_to_whom_it_is_for_and_to_nobody_else(it: Small, role: Role) -> None:
    given = furnish(it)
    client = it.browser(role)
    found, expected = {}, {}
    for pattern in urls.urlpatterns:
        asked = {name: given[name] for name in pattern.pattern.converters}
        answer = client.get(reverse(str(pattern.name), kwargs=asked))
        found[pattern.name] = answer.status_code
        refused = HTTPStatus.NOT_FOUND if pattern.name in NOT_HINTED else HTTPStatus.FORBIDDEN
        is_open = role in OPEN_TO[str(pattern.name)]
        expected[pattern.name] = HTTPStatus.OK if is_open else refused
    assert found == expected
