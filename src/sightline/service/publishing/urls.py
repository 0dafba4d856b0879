"""The addresses of reports."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.access.door import page
from sightline.service.publishing import who
from sightline.service.publishing.pages import accuracy, published, publishing, uptake, writing

_REPORT = "reports/preparing/<uuid:report>"
_TEXT = f"{_REPORT}/texts/<slug:edition>"
_PUBLISHED = "reports/published/<uuid:report>"
_DRAFT = "reports/drafts/<uuid:draft>"

urlpatterns: list[URLPattern] = [
    page("reports", published.reports, name="reports", check=who.check_see_reports),
    page("reports/find", published.find, name="find-in-reports", check=who.check_see_reports),
    page(_PUBLISHED, published.published, name="published-report", check=who.check_published),
    page(
        f"{_PUBLISHED}/pages/<slug:page>",
        published.published_page,
        name="published-page",
        check=who.check_published,
    ),
    page(
        f"{_PUBLISHED}/files/<str:name>",
        published.download,
        name="published-file",
        check=published.check_download,
    ),
    page("reports/uptake", uptake.uptake_of_all, name="uptake", check=who.check_uptake),
    page(
        "reports/uptake/<uuid:report>",
        uptake.uptake_of,
        name="uptake-of",
        check=who.check_uptake_of,
    ),
    page(
        "reports/uptake/<uuid:report>/readers/<uuid:agency>",
        uptake.readers,
        name="report-readers",
        check=who.check_readers,
    ),
    page("reports/preparing", writing.written, name="reports-written", check=who.check_see_writing),
    page("reports/preparing/begin", writing.begin, name="begin-report", check=writing.check_begin),
    page(_REPORT, writing.report, name="report", check=who.check_see_report),
    page(_TEXT, writing.text, name="report-text", check=writing.check_editor),
    page(f"{_TEXT}/preview", writing.preview, name="report-preview", check=writing.check_text),
    page(f"{_TEXT}/versions", writing.versions, name="report-versions", check=writing.check_text),
    page(
        f"{_REPORT}/figures",
        writing.the_figures,
        name="report-figures",
        check=who.check_see_report,
    ),
    page(
        f"{_REPORT}/figures/take-in",
        writing.take_in,
        name="take-in-figures",
        check=who.check_write,
    ),
    page(
        f"{_REPORT}/accuracy",
        accuracy.accuracy,
        name="report-accuracy",
        check=who.check_see_report,
    ),
    page(f"{_REPORT}/accuracy/send", accuracy.send, name="send-draft", check=who.check_write),
    page(
        f"{_REPORT}/accuracy/changes/<uuid:draft>",
        accuracy.changes,
        name="report-changes",
        check=accuracy.check_changes,
    ),
    page(
        f"{_REPORT}/accuracy/comments/<uuid:comment>",
        accuracy.reply,
        name="reply-to-comment",
        check=who.check_reply,
    ),
    page(f"{_REPORT}/sign", publishing.sign, name="sign-report", check=who.check_see_report),
    page(
        f"{_REPORT}/publish",
        publishing.publish,
        name="publish-report",
        check=who.check_see_report,
    ),
    page(
        f"{_REPORT}/publish/go-on",
        publishing.go_on,
        name="follow-publication",
        check=publishing.check_go_on,
    ),
    page("reports/drafts", accuracy.drafts, name="drafts", check=who.check_see_drafts),
    page(_DRAFT, accuracy.draft, name="draft-to-check", check=who.check_draft),
    page(
        f"{_DRAFT}/pages/<slug:edition>",
        accuracy.draft_text,
        name="draft-text",
        check=who.check_draft,
    ),
    page(f"{_DRAFT}/comment", accuracy.comment, name="comment-on-draft", check=who.check_draft),
]
