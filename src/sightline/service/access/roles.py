"""Roles, and what each may do: the whole table. The manual's page on roles is made from it.

A right says what somebody may do where they may be at all. Which files a role with ``READ_FILES``
sees, and what it reads on them, is decided by ``access.policy``.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """What somebody may do. No role both administers access and reads files."""

    PRACTITIONER = "practitioner", "Practitioner"
    MANAGER = "manager", "Manager"
    BOARD_MEMBER = "board-member", "Board member"
    INSPECTOR = "inspector", "Inspector"
    NATIONAL_ANALYST = "national-analyst", "National analyst"
    RECORDS_OFFICER = "records-officer", "Records officer"
    ACCESS_ADMINISTRATOR = "access-administrator", "Access administrator"


class Right(StrEnum):
    """Something that a role may do. The value completes the sentence "They may ..."."""

    READ_FILES = "see files that something opens to them"
    READ_BODY = "see the file kept on their own agency, board or establishment"
    OPEN_FILES = "open a file on somebody who has none"
    RECORD = "add records, and correct and withdraw those of their agency"
    ALLOCATE = "record what opens a file to others"
    EXCUSE = "excuse an obligation"
    COUNTERSIGN = "countersign what others of their agency recorded, or send it back"
    BREAK_GLASS = "open a file without any other basis, for three hours"
    REVIEW_GLASS = "review a file that somebody else opened in that way"
    RESTRICT = "close a file to all but those who work with the child, and open it again"
    REFILE = "move a record that was filed in error, and read it where it was filed"
    JOIN = "say whether two files are on one person, and join them or part them again"
    LOAD = "take up what the systems of their agency deliver, and see what was refused of it"
    SEE_LOOKERS = "see who has looked at a file"
    ERASE = "propose or decide an erasure"
    EXPORT = "propose or decide an export of many files"
    INSPECT = "plan an inspection, draw its sample, judge files and conclude"
    DIP_SAMPLE = "judge a drawn sample of their own agency's files"
    PUBLISH = "write, sign and publish a report"
    ANSWER = "check a draft report on their agency, and answer what is recommended to it"
    FIGURES = "see figures in which nobody can be recognised"
    ADMINISTER = "administer people, agencies, teams, posts and agreements"
    RESTORE = "propose or decide that a backup is restored"
    SEE_LOG = "read the log"
    SEE_OPERATIONS = "see jobs, what is watched, and the state of the chains"
    KEEP_CHECKPOINTS = "download signed checkpoints, to keep them elsewhere"


_PRACTICE = frozenset({Right.READ_FILES, Right.OPEN_FILES, Right.RECORD, Right.BREAK_GLASS})

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.PRACTITIONER: _PRACTICE,
    Role.MANAGER: _PRACTICE
    | {
        Right.READ_BODY,
        Right.ALLOCATE,
        Right.EXCUSE,
        Right.COUNTERSIGN,
        Right.REVIEW_GLASS,
        Right.RESTRICT,
        Right.SEE_LOOKERS,
        Right.DIP_SAMPLE,
        Right.ANSWER,
        Right.FIGURES,
        Right.SEE_OPERATIONS,
    },
    Role.BOARD_MEMBER: frozenset({Right.READ_BODY, Right.FIGURES}),
    Role.INSPECTOR: frozenset(
        {Right.READ_FILES, Right.RECORD, Right.INSPECT, Right.PUBLISH, Right.FIGURES}
    ),
    Role.NATIONAL_ANALYST: frozenset({Right.PUBLISH, Right.FIGURES}),
    Role.RECORDS_OFFICER: frozenset(
        {
            Right.READ_FILES,
            Right.READ_BODY,
            Right.REFILE,
            Right.JOIN,
            Right.LOAD,
            Right.REVIEW_GLASS,
            Right.SEE_LOOKERS,
            Right.ERASE,
            Right.EXPORT,
            Right.SEE_OPERATIONS,
            Right.KEEP_CHECKPOINTS,
        }
    ),
    Role.ACCESS_ADMINISTRATOR: frozenset(
        {
            Right.ADMINISTER,
            Right.RESTORE,
            Right.SEE_LOG,
            Right.SEE_OPERATIONS,
            Right.KEEP_CHECKPOINTS,
        }
    ),
}

READING = frozenset({Right.READ_FILES, Right.READ_BODY})
"""Nobody who holds one of these may administer access at the same time."""


def cannot_be_held_together(one: Role, other: Role) -> bool:
    """Whether one of the two administers access and the other reads files."""
    return any(
        Right.ADMINISTER in RIGHTS[a] and bool(READING & RIGHTS[b])
        for a, b in ((one, other), (other, one))
    )
