"""Each sort of field is shown by its GOV.UK component, and its errors say what to do."""

from __future__ import annotations

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from sightline.service.ui.forms import DayField, Form, UploadField
from sightline.service.ui.jinja import environment
from sightline.service.ui.shown import Shown, errors_of, shown
from sightline.service.ui.wording import say_what_to_do
from tests.service.ui.trees import Node, tree

FEW = [("a", "Alone"), ("b", "Both")]
MANY = [(str(number), f"Place {number}") for number in range(7)]


def form_of(field: forms.Field, typed: str | None = None, **options: object) -> Form:
    cls: type[Form] = type("Asked", (Form,), {"it": field})
    return cls(**options) if typed is None else cls(QueryDict(typed), **options)


def seen(field: forms.Field, typed: str | None = None, **options: object) -> Shown:
    return shown(form_of(field, typed, **options)["it"])


def html(form: forms.BaseForm) -> Node:
    source = '{% from "ui/macros/forms.jinja" import fields %}{{ fields(form) }}'
    return tree(environment().from_string(source).render(form=form))


@pytest.mark.parametrize(
    ("field", "component"),
    [
        (forms.CharField(), "input"),
        (forms.IntegerField(), "input"),
        (forms.EmailField(), "input"),
        (forms.CharField(widget=forms.PasswordInput), "password"),
        (forms.CharField(widget=forms.Textarea), "textarea"),
        (forms.CharField(widget=forms.Textarea, max_length=9), "character-count"),
        (forms.ChoiceField(choices=FEW), "radios"),
        (forms.ChoiceField(choices=MANY), "select"),
        (forms.ChoiceField(choices=MANY, widget=forms.RadioSelect), "radios"),
        (forms.MultipleChoiceField(choices=MANY), "checkboxes"),
        (forms.BooleanField(), "checkboxes"),
        (DayField(), "date"),
        (UploadField(), "file"),
        (forms.CharField(widget=forms.HiddenInput), "hidden"),
    ],
)
def test_the_component(field: forms.Field, component: str) -> None:
    assert seen(field).component == component


@pytest.mark.parametrize(
    ("field", "classes"),
    [
        (forms.ChoiceField(choices=FEW), "govuk-radios--small"),
        (forms.MultipleChoiceField(choices=MANY), "govuk-checkboxes--small"),
    ],
)
def test_many_questions_are_asked_in_small(field: forms.Field, classes: str) -> None:
    long: type[Form] = type("Long", (Form,), {"it": field, "has_many_questions": True})
    assert shown(long()["it"]).params["classes"] == classes
    assert "classes" not in seen(field).params


@pytest.mark.parametrize("field", [forms.DateField(), forms.TimeField(), forms.FileField()])
def test_what_has_no_component_is_refused_by_name(field: forms.Field) -> None:
    with pytest.raises(TypeError, match=r"Field it: no component shows a \w+Input\."):
        seen(field)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (forms.CharField(label="Name"), "", "Enter the name"),
        (forms.CharField(label="NHS number"), "", "Enter the NHS number"),
        (
            forms.CharField(label="Name", max_length=3),
            "it=abcd",
            "Name must be 3 characters or fewer, not 4",
        ),
        (
            forms.CharField(label="Share (%)", max_length=3),
            "it=abcd",
            "Share (%) must be 3 characters or fewer, not 4",
        ),
        (
            forms.CharField(label="Code", min_length=6),
            "it=1",
            "Code must be 6 characters or more, not 1",
        ),
        (forms.IntegerField(label="Visits"), "it=two", "Visits must be a whole number, like 3"),
        (
            forms.IntegerField(label="Share (%)"),
            "it=two",
            "Share (%) must be a whole number, like 3",
        ),
        (forms.IntegerField(label="Visits", min_value=1), "it=0", "Visits must be 1 or more"),
        (forms.IntegerField(label="Visits", max_value=9), "it=10", "Visits must be 9 or less"),
        (forms.FloatField(label="Hours"), "it=x", "Hours must be a number, like 3.5"),
        (
            forms.EmailField(label="Email"),
            "it=x",
            "Enter an email address in the correct format, like name@example.org",
        ),
        (forms.ChoiceField(label="Place", choices=FEW), "", "Select the place"),
        (forms.ChoiceField(label="Place", choices=FEW), "it=z", "Select the place from the list"),
        (forms.MultipleChoiceField(label="Needs", choices=FEW), "", "Select at least one: needs"),
        (
            forms.MultipleChoiceField(label="Needs", choices=FEW),
            "it=z",
            "Select the needs from the list",
        ),
        (forms.BooleanField(label="I have read it"), "", "Tick the box: I have read it"),
        (UploadField(label="Letter"), "", "Choose the letter"),
        (forms.CharField(label="Why", error_messages={"required": "Say why"}), "", "Say why"),
        (forms.CharField(), "", "Enter the it"),
    ],
)
def test_an_error_says_what_to_do(field: forms.Field, typed: str, told: str) -> None:
    form = form_of(field, typed)
    assert form.errors["it"] == [told]
    (message,) = [p for p in html(form).all("p") if "govuk-error-message" in p.attributes["class"]]
    assert message.text() == f"Error: {told}"


def test_the_messages_of_a_librarys_form_can_be_ours() -> None:
    theirs: type[forms.Form] = type("Theirs", (forms.Form,), {"code": forms.CharField()})
    form = theirs({})
    say_what_to_do(form)
    assert form.errors["code"] == ["Enter the code"]
    assert theirs({}).errors["code"] == ["This field is required."]


def test_a_choice_is_never_made_for_anybody() -> None:
    """A browser sends the first entry of a list that nobody opened."""
    (first, *_) = seen(forms.ChoiceField(choices=MANY)).params["items"]
    assert (first["value"], first["text"], first["selected"]) == ("", "Select one", True)
    (first, *_) = seen(forms.ChoiceField(choices=MANY, required=False)).params["items"]
    assert (first["value"], first["text"], first["selected"]) == ("", "Not recorded", True)
    radios = seen(forms.ChoiceField(choices=FEW)).params["items"]
    assert [(item["value"], item["checked"]) for item in radios] == [("a", False), ("b", False)]


def test_a_choice_that_need_not_be_made_can_be_undone() -> None:
    radios = seen(forms.ChoiceField(choices=FEW, required=False), "it=b").params["items"]
    assert [(item["value"], item["checked"]) for item in radios] == [
        ("a", False),
        ("b", True),
        ("", False),
    ]


def test_djangos_dashes_are_put_in_words_and_anybody_elses_words_are_kept() -> None:
    dashes = [("", "---------"), *FEW]
    assert [i["text"] for i in seen(forms.ChoiceField(choices=dashes)).params["items"]] == [
        "Alone",
        "Both",
    ]
    everything = [("", "All teams"), *FEW]
    field = forms.ChoiceField(choices=everything, required=False)
    assert [i["text"] for i in seen(field).params["items"]] == ["All teams", "Alone", "Both"]


def test_groups_of_choices_are_named_in_each() -> None:
    field = forms.ChoiceField(choices=[("North", FEW), ("c", "Neither")])
    assert [item["text"] for item in seen(field).params["items"]] == [
        "North: Alone",
        "North: Both",
        "Neither",
    ]


def test_what_was_typed_is_given_back_but_a_password_never() -> None:
    for typed in ("  two blanks ", "<b>", "12", "é"):
        query = QueryDict(mutable=True)
        query["it"] = typed
        form: Form = type("Asked", (Form,), {"it": forms.IntegerField()})(query)
        assert shown(form["it"]).params["value"] == typed
    assert seen(forms.CharField(widget=forms.PasswordInput), "it=secret").params["value"] == ""


def test_no_limit_cuts_off_what_is_typed() -> None:
    boxes = html(form_of(forms.CharField(max_length=3))).all("input")
    boxes += html(form_of(forms.IntegerField(min_value=1, max_value=3))).all("input")
    for box in boxes:
        assert not {"maxlength", "min", "max", "step", "required"} & box.attributes.keys()
        assert box.attributes["type"] == "text"


def test_what_may_be_left_out_says_so_but_in_a_filter() -> None:
    bound = form_of(forms.CharField(label="Note", required=False))["it"]
    assert shown(bound).params["label"]["text"] == "Note (optional)"
    assert shown(bound, say_optional=False).params["label"]["text"] == "Note"


def test_attributes_of_sign_in_reach_the_box() -> None:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "placeholder": "123456"}
    (box,) = html(form_of(forms.CharField(widget=forms.TextInput(attributes)))).all("input")
    assert box.attributes["autocomplete"] == "one-time-code"
    assert box.attributes["inputmode"] == "numeric"
    assert "placeholder" not in box.attributes
    password = forms.PasswordInput({"autocomplete": "new-password"})
    (box,) = html(form_of(forms.CharField(widget=password))).all("input")
    assert box.attributes["autocomplete"] == "new-password"


def test_a_hint_and_an_error_are_both_told_with_the_box() -> None:
    for field in (
        forms.CharField(help_text="As on the card"),
        forms.CharField(help_text="As on the card", widget=forms.Textarea),
        forms.ChoiceField(help_text="As on the card", choices=MANY),
        forms.ChoiceField(help_text="As on the card", choices=FEW),
        DayField(help_text="As on the card"),
    ):
        page = html(form_of(field, ""))
        told = [
            node.attributes["aria-describedby"].split()
            for name in ("input", "textarea", "select", "fieldset")
            for node in page.all(name)
            if "aria-describedby" in node.attributes
        ]
        assert ["id_it-hint", "id_it-error"] in told


@pytest.mark.parametrize(
    "field",
    [
        forms.CharField(),
        forms.CharField(widget=forms.Textarea),
        forms.ChoiceField(choices=FEW),
        forms.ChoiceField(choices=MANY),
        forms.MultipleChoiceField(choices=FEW),
        forms.BooleanField(),
        DayField(),
    ],
)
def test_a_field_that_may_not_be_changed_cannot_be(field: forms.Field) -> None:
    field.disabled = True
    page = html(form_of(field))
    boxes = [box for name in ("input", "select", "textarea") for box in page.all(name)]
    assert boxes and all("disabled" in box.attributes for box in boxes)


def test_two_forms_of_a_page_keep_their_boxes_apart() -> None:
    query = QueryDict("second-it-day=3&second-it-month=3&second-it-year=2026")
    form = form_of(DayField(), query.urlencode(), prefix="second")
    assert form.is_valid()
    assert {box.attributes["name"] for box in html(form).all("input")} == set(query)


class Letter(Form):
    """A file, and something else that may be missing."""

    said = forms.CharField(label="Title")
    letter = UploadField(label="Letter", widget=forms.FileInput({"accept": ".pdf"}))


def sent(said: str, content: bytes = b"%PDF-", fault: str = "") -> Letter:
    upload = SimpleUploadedFile("letter.pdf", content)
    upload.fault = fault  # type: ignore[attr-defined]
    return Letter({"said": said}, {"letter": upload})


def test_a_file_must_be_chosen_again_when_something_else_is_wrong() -> None:
    form = sent("")
    (box,) = [i for i in html(form).all("input") if i.attributes["name"] == "letter"]
    assert box.attributes["type"] == "file" and box.attributes["accept"] == ".pdf"
    assert "value" not in box.attributes
    assert "Choose the file again" in html(form).text()
    assert [error["href"] for error in errors_of(form)] == ["#id_said", "#id_letter"]
    assert errors_of(Letter({"said": ""}))[1]["text"] == "Choose the letter"
    assert errors_of(sent("said")) == []


def test_what_is_wrong_with_a_file_is_said_at_its_box() -> None:
    (error,) = errors_of(sent("said", fault="The file is larger than 20 MB"))
    assert error == {"text": "The file is larger than 20 MB", "href": "#id_letter"}
    (error,) = errors_of(sent("said", b""))
    assert error["text"] == "Letter is empty. Choose another, or save it again"
