"""The addresses of casework. They hold identifiers and nothing else of a file."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern

from sightline.service.access import policy
from sightline.service.access.door import page
from sightline.service.casework import checks
from sightline.service.casework.pages import (
    about,
    alike,
    all_owed,
    allocating,
    childs_page,
    chronology,
    closing,
    correcting,
    countersigning,
    documents,
    drafting,
    erasing,
    exporting,
    file,
    finding,
    glass,
    lookers,
    my_files,
    my_work,
    opening,
    owing,
    record,
    recording,
    records,
    refiling,
    team,
    telling,
    week,
    who_knew,
)
from sightline.service.casework.telling_forms import SORTS

_FILE, _RECORD = "files/<uuid:file>", "files/<uuid:file>/records/<uuid:fact>"
_DRAFT = "files/<uuid:file>/drafts/<uuid:draft>"
_DOCUMENT = "files/<uuid:file>/documents/<uuid:attachment>"
_OWED, _TOLD = "files/<uuid:file>/owed/<uuid:obligation>", "files/<uuid:file>/who/<uuid:row>"

urlpatterns: list[URLPattern] = [
    page("", my_work.my_work, name="my-work", check=policy.check_see_own_work),
    page("files", my_files.my_files, name="my-files", check=policy.check_see_work),
    page("week", week.my_week, name="my-week", check=policy.check_see_own_work),
    page("week/calendar", week.my_calendar, name="my-calendar", check=policy.check_see_own_work),
    page("team", team.team, name="team", check=policy.check_see_team),
    page(
        "team/countersigning",
        team.countersigning,
        name="team-countersigning",
        check=policy.check_see_team,
    ),
    page("team/not-seen", team.not_seen, name="team-not-seen", check=policy.check_see_team),
    page(
        "team/unallocated",
        team.unallocated,
        name="team-unallocated",
        check=policy.check_see_team,
    ),
    page("team/workers", team.workers, name="team-workers", check=policy.check_see_team),
    page("team/<uuid:worker>", team.worker, name="team-worker", check=checks.see_worker),
    page("find", finding.find, name="find", check=policy.check_find),
    page("pairs", alike.alike, name="alike", check=policy.check_see_alike),
    page("pairs/<uuid:one>/<uuid:other>", alike.pair, name="pair", check=policy.check_see_pair),
    page("files/new", opening.open_file, name="open-file", check=policy.check_open_file),
    page(_FILE, file.file, name="file", check=policy.check_see_file),
    page(f"{_FILE}/records", records.records, name="file-records", check=policy.check_see_file),
    page(f"{_FILE}/about", about.about, name="file-about", check=policy.check_see_file),
    page(
        f"{_FILE}/chronology",
        chronology.chronology,
        name="chronology",
        check=policy.check_see_file,
    ),
    page(
        f"{_FILE}/chronology/who-knew",
        who_knew.who_knew,
        name="who-knew",
        check=policy.check_see_file,
    ),
    page(
        f"{_FILE}/chronology/export",
        exporting.export,
        name="export-chronology",
        check=policy.check_see_file,
        dangerous=True,
    ),
    page(f"{_FILE}/add", recording.choose, name="add", check=checks.add_any),
    page(f"{_FILE}/add/<uuid:kind>", recording.add, name="add-record", check=checks.add),
    page(_DRAFT, drafting.draft, name="draft", check=checks.draft),
    page(f"{_DRAFT}/<int:number>", drafting.step, name="draft-step", check=checks.draft),
    page(f"{_DRAFT}/throw-away", drafting.throw_away, name="throw-draft", check=checks.draft),
    page(_RECORD, record.record, name="record", check=checks.see_record),
    page(f"{_RECORD}/correct", correcting.correct, name="correct", check=policy.check_correct),
    page(f"{_RECORD}/withdraw", correcting.withdraw, name="withdraw", check=policy.check_withdraw),
    page(
        f"{_RECORD}/countersign",
        countersigning.countersign,
        name="countersign",
        check=policy.check_countersign,
    ),
    page(
        f"{_RECORD}/send-back",
        countersigning.send_back,
        name="send-back",
        check=policy.check_countersign,
    ),
    page(f"{_RECORD}/refile", refiling.refile, name="refile", check=policy.check_refile),
    page(f"{_FILE}/documents", documents.documents, name="documents", check=policy.check_see_file),
    page(
        f"{_FILE}/documents/add",
        documents.add,
        name="add-document",
        check=policy.check_attach,
        takes=settings.DOCUMENT_MOST,
    ),
    page(
        f"{_RECORD}/add-document",
        documents.add,
        name="add-document-to-record",
        check=policy.check_attach,
        takes=settings.DOCUMENT_MOST,
    ),
    page(_DOCUMENT, documents.download, name="document", check=policy.check_see_attachment),
    page(
        f"{_DOCUMENT}/withdraw",
        documents.withdraw,
        name="withdraw-document",
        check=policy.check_withdraw_attachment,
    ),
    page(f"{_FILE}/owed", all_owed.all_owed, name="file-owed", check=policy.check_see_file),
    page(
        f"{_FILE}/for-the-child", childs_page.childs_page, name="child-view", check=checks.for_child
    ),
    page(_OWED, owing.owed, name="owed", check=checks.see_owed),
    page(f"{_OWED}/excuse", owing.excuse, name="excuse", check=checks.excuse),
    page(f"{_FILE}/who", telling.who, name="who", check=policy.check_see_file),
    *(
        page(
            f"{_FILE}/who/add-{sort}",
            telling.add(sort),
            name=f"add-{sort}",
            check=policy.check_tell,
        )
        for sort in SORTS
    ),
    page(f"{_TOLD}/correct", telling.correct, name="correct-told", check=checks.change_told),
    page(f"{_TOLD}/withdraw", telling.withdraw, name="withdraw-told", check=checks.change_told),
    page(
        f"{_FILE}/allocations",
        allocating.allocations,
        name="file-allocations",
        check=checks.allocate,
    ),
    page(
        f"{_FILE}/allocations/<uuid:fact>/end",
        allocating.end,
        name="end-allocation",
        check=policy.check_correct,
    ),
    page(f"{_FILE}/lookers", lookers.lookers, name="lookers", check=policy.check_see_lookers),
    page(f"{_FILE}/close", closing.close, name="close-file", check=policy.check_restrict),
    page(f"{_FILE}/open-again", closing.open_again, name="open-closed", check=policy.check_lift),
    page(f"{_FILE}/erase", erasing.erase, name="erase", check=policy.check_erase, dangerous=True),
    page(
        f"{_FILE}/open",
        glass.break_glass,
        name="break-glass",
        check=policy.check_break_glass,
        dangerous=True,
    ),
    page("glasses", glass.waiting, name="glasses", check=checks.review_any),
    page(
        "glasses/<uuid:glass>", glass.review, name="review-glass", check=policy.check_review_glass
    ),
]
