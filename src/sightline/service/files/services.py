"""What may be done to a file: all of it from here.

Every function takes its arguments by name, belongs inside an act (``ledger.acts.act``) and does
all of its work or none: the chains of the files that it touches are locked, rows are added,
involvements and obligations follow, and the act notes what was done.
"""

from __future__ import annotations

from sightline.service.files.attaching import attach, withdraw_attachment
from sightline.service.files.countersigning import countersign, send_back
from sightline.service.files.erasing import erase
from sightline.service.files.opening import open_file
from sightline.service.files.recording import correct, record, record_several, withdraw
from sightline.service.files.refiling import refile, take_off
from sightline.service.files.telling import (
    add_address,
    add_identifier,
    add_name,
    tell_particulars,
    withdraw_fact_about_person,
)

__all__ = [
    "add_address",
    "add_identifier",
    "add_name",
    "attach",
    "correct",
    "countersign",
    "erase",
    "open_file",
    "record",
    "record_several",
    "refile",
    "send_back",
    "take_off",
    "tell_particulars",
    "withdraw",
    "withdraw_attachment",
    "withdraw_fact_about_person",
]
