"""Finding a child, seeing that there is a file already, and joining two, in a real browser."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.service.casework.test_browser import Site, check, site

__all__ = ["site"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_find_compare_and_join(site: Site, script: bool) -> None:
    """A slip, a child found by a name that sounds alike, a second file not opened, two joined."""
    page = site.window(site.world.worker, script=script)
    page.goto(site.address + "/")
    page.get_by_role("link", name="Find a child or adult").click()
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a name")
    page.get_by_label("Name").fill("greenaway robyn")
    page.get_by_label("Date or year of birth").fill("3 4 2012")
    page.get_by_role("button", name="Find").click()
    assert page.url == site.address + reverse("find")
    expect(page.get_by_role("heading", name="1 found")).to_be_visible()
    if script:
        check(page, "found")
    page.get_by_role("link", name="Robin Greenaway").click()
    expect(page.get_by_role("heading", name="What is owed now")).to_be_visible()
    page.goto(site.address + reverse("open-file"))
    page.get_by_label("Child", exact=True).check()
    page.get_by_label("Given names").fill("Robyn")
    page.get_by_label("Family name").fill("Greenaway")
    born = page.get_by_role("group", name=re.compile("Date of birth"))
    for label, value in (("Day", "4"), ("Month", "3"), ("Year", "2012")):
        born.get_by_label(label).fill(value)
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_role("heading", name="Is it one of these?")).to_be_visible()
    if script:
        check(page, "beside")
    page.get_by_role("link", name="Use this file").click()
    expect(page.get_by_role("heading", name="What is owed now")).to_be_visible()
    page = site.window(site.officer, script=script)
    page.goto(site.address + reverse("alike"))
    page.get_by_role("link", name="Compare").first.click()
    page.get_by_label("One person: read both files as one").check()
    page.get_by_label("Why you think so").fill("The same birthday and school.")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("These two files are read as one.")).to_be_visible()
    if script:
        check(page, "pair")
    page.get_by_role("link", name="Open this file").last.click()
    page.get_by_role("link", name="About", exact=True).click()
    expect(page.get_by_text("This file is read as one with another")).to_be_visible()
    if script:
        check(page, "leading file")
