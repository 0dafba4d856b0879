"""People, agencies, what each person holds, and what opens a file that would otherwise be closed.

What grants or opens is chained, and ends by a row of its own (Ending), never by a change.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from sightline.service.access.roles import Role
from sightline.service.files.models import Subject
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import Chained


class Person(AbstractBaseUser):
    """Somebody who can sign in. ``worker``: the file kept on them as a worker, if there is one."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    worker = models.OneToOneField(Subject, models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(default=True)

    objects = BaseUserManager()


class Sector(models.TextChoices):
    """The sort of agency, in the words of the standard (``recorded-by``, ``read-by``)."""

    YOUTH_JUSTICE = "youth-justice", "Youth justice"
    PROBATION = "probation", "Probation"
    SOCIAL_CARE = "social-care", "Social care"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    POLICE = "police", "Police"
    CUSTODY = "custody", "Custody"
    HOUSING = "housing", "Housing"
    BOARD = "board", "Board"
    INSPECTORATE = "inspectorate", "Inspectorate"
    GOVERNMENT = "government", "Government"


class Agency(models.Model):
    """An agency whose people sign in. Its id is that of the file kept on it.

    ``sees``: whether its practitioners see the files of their team or of the whole agency.
    """

    class Sees(models.TextChoices):
        """How far an agency's own practitioners see."""

        TEAM = "team", "Files of their own team"
        AGENCY = "agency", "All files with which the agency is involved"

    file = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")
    name = models.CharField(max_length=120)
    sector = models.CharField(max_length=16, choices=Sector.choices)
    place = models.CharField(max_length=80, blank=True)
    sees = models.CharField(max_length=8, choices=Sees.choices, default=Sees.TEAM)


class Team(models.Model):
    """A team of an agency; ``name`` is what allocations and posts say in their field ``team``."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "name"], name="access_team_once")
        ]


class Opening(Chained):
    """Something that lets somebody see more, from a day until a day (the last included)."""

    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta(Chained.Meta):
        abstract = True


class Post(Opening):
    """A role held in an agency. Chain ``person:<id>``.

    ``sensitivities``: which sensitive fields it opens: letters of ``hvp`` (health, victim,
    police). ``approved_by``: the second of the two people that granting takes.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    sensitivities = models.CharField(max_length=3, blank=True)
    approved_by = models.UUIDField(null=True)


class Agreement(Opening):
    """An agreement that opens the files of one agency to people of another. Chain ``agency:<id>``.

    ``kinds``: which kinds of record, all that the other may read where empty. ``basis``: the law.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    other = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=300)
    kinds = models.JSONField(default=list)
    sensitivities = models.CharField(max_length=3, blank=True)
    approved_by = models.UUIDField(null=True)


class Restriction(Opening):
    """A file closed to all but those allocated to it, their cover and those named (Named).

    Chain ``file:<id>``. Being named keeps a way in open; it makes none.
    """

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)


class Named(Chained):
    """Somebody to whom a restriction does not close the file. In the restriction's chain."""

    restriction = models.ForeignKey(Restriction, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")


class BrokenGlass(Chained):
    """A file opened without any other basis, for three hours. Chain ``file:<id>``.

    ``record``: the record of it on the file, which says why, and whose review is owed like anything
    else.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    record = models.UUIDField()


class Ending(Chained):
    """The end of an opening, in its chain. ``of``: the opening's id."""

    of = models.UUIDField(unique=True)
    on = models.DateField()
    reason = models.CharField(max_length=300)


class Proposal(Chained):
    """A dangerous act that waits for a second person. Chain ``proposal:<id>``.

    ``act``: its name in ``access.two_people``. ``what``: its arguments. ``shown``: what it will
    do, in a sentence, as both people read it.
    """

    act = models.CharField(max_length=40)
    what = models.JSONField()
    shown = models.CharField(max_length=2000)
    reason = models.CharField(max_length=300)


class Decision(Chained):
    """The second person's answer to a proposal, in its chain."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="decision")
    agreed = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
