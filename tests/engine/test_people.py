"""People of a year, as a figure asks for them."""

from __future__ import annotations

import pytest

from sightline.engine.people import PeopleOfYear
from sightline.standard.model import Age, AgeIn, Population
from sightline.standard.population import parse_population

TABLE = b"""\
area,year,age,ethnicity,count
North,2006,10-16,indian,20
North,2006,10-16,white,60
North,2006,17,indian,10
North,2006,17,white,10
North,2007,10-16,indian,99
"""
CHILDREN = AgeIn(Age(10), Age(18))


@pytest.fixture
def people() -> PeopleOfYear:
    return PeopleOfYear(parse_population(TABLE, "table", codes=("indian", "white")), 2006)


def test_the_share_is_of_all_people_of_those_ages(people: PeopleOfYear) -> None:
    assert people("North", Population(("indian",), CHILDREN)) == 0.3
    assert people("North", Population(("indian", "white"), CHILDREN)) == 1
    assert people("North", Population(("indian",), AgeIn(Age(17), Age(18)))) == 0.5


def test_what_the_table_does_not_tell_is_unknown(people: PeopleOfYear) -> None:
    assert people("South", Population(("indian",), CHILDREN)) is None
    assert people("North", Population(("indian",), AgeIn(Age(10), Age(12)))) is None
    assert people("North", Population(("indian",))) is None
    assert people("North", Population(("indian",), AgeIn(Age(10)))) is None
    assert PeopleOfYear(people.table, 2007)("North", Population(("indian",), CHILDREN)) is None
