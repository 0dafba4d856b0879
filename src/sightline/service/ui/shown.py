"""A field of a form as the GOV.UK component that shows it, with all that the component is given.

What was typed is given back exactly, but for passwords.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import DateTimeBaseInput

from sightline.service.ui.days import TypedDay
from sightline.service.ui.forms import DayWidget, MomentWidget, TypedMoment

MOST_RADIOS = 6
"""So many choices are shown as radios; more of them as a list to open."""

ROWS = 5
"""The height of every box for several lines: whoever needs more pulls it larger.

Django's own, 10, cannot be told from one that was asked for.
"""

AGAIN = "Choose the file again: it was not kept, because something else on this page is missing"

NOT_RECORDED = "Not recorded"
DASHES = "---------"
"""Django's label for no choice, which says nothing."""

ATTRIBUTES = ("autocomplete", "inputmode", "spellcheck", "autocapitalize", "lang", "dir")
"""What a widget's attributes may say of its element. Limits are checked when the form is sent: a
browser that cuts off what is typed loses it."""

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A component, as ``ui/macros/forms.jinja`` names it, and its parameters."""

    component: str
    params: Params


def shown(bound: BoundField, say_optional: bool = True) -> Shown:
    """The component for a field. ``say_optional``: whether the label says that it may be empty.

    Raises TypeError for a widget that has no component.
    """
    widget = bound.field.widget
    if widget.is_hidden:
        return Shown(
            "hidden", {"name": bound.html_name, "id": bound.auto_id, "value": bound.value()}
        )
    optional = say_optional and not bound.field.required
    label = f"{bound.label}{' (optional)' if optional else ''}"
    match widget:
        case forms.CheckboxInput():
            return Shown("checkboxes", _tick_box(bound))
        case DayWidget():
            return Shown("date", _day(bound, label))
        case forms.CheckboxSelectMultiple() | forms.SelectMultiple():
            return _group("checkboxes", bound, label, list(_choices(bound)))
        case forms.RadioSelect() | forms.Select():
            return _choice(bound, label)
        case forms.Textarea():
            return _textarea(bound, label)
        case forms.PasswordInput():
            return Shown(
                "password", _common(bound) | _label(label) | {"value": "", "attributes": {}}
            )
        case forms.ClearableFileInput():
            pass  # it shows what was sent before, which is for the page to do
        case forms.FileInput():
            return Shown("file", _file(bound, label))
        case DateTimeBaseInput():
            pass  # one box for a day: nobody knows how it wants to be typed
        case forms.TextInput() | forms.NumberInput() | forms.EmailInput() | forms.URLInput():
            return Shown("input", _input(bound, label))
    raise TypeError(
        f"Field {bound.name}: no component shows a {type(widget).__name__}. "
        "For a day use DayField, for a moment MomentField."
    )


def errors_of(form: forms.BaseForm) -> list[Params]:
    """The list of ``govukErrorSummary``: the errors in the order of the fields, then the form's.

    Each leads to the box that it is about.
    """
    found: list[Params] = []
    for bound in form:
        if told := [AGAIN] if _must_choose_again(bound) else list(bound.errors):
            place = {} if bound.is_hidden else {"href": f"#{_first_id(bound)}"}
            found += [{"text": text} | place for text in told]
    return found + [{"text": text} for text in form.non_field_errors()]


def _must_choose_again(bound: BoundField) -> bool:
    """Whether a file was chosen that is not lost for a fault of its own."""
    if not isinstance(bound.field.widget, forms.FileInput) or not bound.form.errors:
        return False
    return bool(bound.data) and not bound.errors


def _first_id(bound: BoundField) -> str:
    if isinstance(bound.field.widget, DayWidget):
        return f"{bound.auto_id}-{_faulty(bound)[0]}"
    return bound.auto_id


def _faulty(bound: BoundField) -> tuple[str, ...]:
    """The boxes of a day that the first error lies in; all three where it does not say."""
    for error in bound.errors.as_data():
        return tuple((error.params or {}).get("parts", ("day", "month", "year")))
    return ()


def _common(bound: BoundField) -> Params:
    """What every component takes: name, value, hint, error, attributes."""
    widget = bound.field.widget
    value = bound.value()
    given = {k: v for k, v in widget.attrs.items() if k in ATTRIBUTES or k.startswith("data-")}
    found: Params = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "value": "" if value is None else str(value),
        "attributes": given,
        "autocomplete": given.pop("autocomplete", None),
        "classes": widget.attrs.get("class", ""),
        "disabled": bound.field.disabled,
    }
    return found | _told(bound)


def _told(bound: BoundField) -> Params:
    found: Params = {}
    if bound.help_text:
        found["hint"] = {"text": bound.help_text}
    if bound.errors:
        found["errorMessage"] = {"text": " ".join(map(str, bound.errors))}
    return found


def _label(label: str) -> Params:
    return {"label": {"text": label, "classes": "govuk-label--s"}}


def _legend(label: str) -> Params:
    return {"fieldset": {"legend": {"text": label, "classes": "govuk-fieldset__legend--s"}}}


def _input(bound: BoundField, label: str) -> Params:
    found = _common(bound) | _label(label)
    field, attributes = bound.field, found["attributes"]
    if isinstance(field, forms.IntegerField):
        whole = not isinstance(field, forms.FloatField | forms.DecimalField)
        found["inputmode"] = attributes.pop("inputmode", "numeric" if whole else "decimal")
        found["classes"] = found["classes"] or "govuk-input--width-5"
    if isinstance(field, forms.EmailField):
        found["type"] = "email"
        attributes.setdefault("spellcheck", "false")
    return found


def _file(bound: BoundField, label: str) -> Params:
    """A box for a file. No browser sends a page back with the file that was chosen."""
    found = _common(bound) | _label(label)
    del found["value"]
    if accepted := bound.field.widget.attrs.get("accept"):
        found["attributes"]["accept"] = accepted
    if bound.field.widget.attrs.get("multiple"):
        found["attributes"]["multiple"] = "multiple"
    if _must_choose_again(bound):
        found["errorMessage"] = {"text": AGAIN}
    return found


def _textarea(bound: BoundField, label: str) -> Shown:
    found = _common(bound) | _label(label)
    found["rows"] = ROWS
    most = getattr(bound.field, "max_length", None)
    if most is None:
        return Shown("textarea", found)
    return Shown("character-count", found | {"maxlength": most})


def _tick_box(bound: BoundField) -> Params:
    item: Params = {
        "value": "on",
        "text": bound.label,
        "checked": bound.value() is True or bound.value() == "on",
        "disabled": bound.field.disabled,
    }
    found: Params = {"idPrefix": bound.auto_id, "name": bound.html_name, "items": [item]}
    return found | _told(bound)


def _choice(bound: BoundField, label: str) -> Shown:
    """Radios or a list; where nothing need be chosen, that too can be chosen."""
    choices = list(_choices(bound))
    real = [item for item in choices if item["value"]]
    said = [item for item in choices if item["value"] or item["text"] != DASHES]
    none_said, none_chosen = said == real, not any(item["checked"] for item in real)
    none = _item("", "Select one" if bound.field.required else NOT_RECORDED, none_chosen)
    if isinstance(bound.field.widget, forms.RadioSelect) or len(real) <= MOST_RADIOS:
        added = [none] if none_said and not bound.field.required else []
        return _group("radios", bound, label, said + added)
    items = [*([none] if none_said else []), *said]
    for item in items:
        item["selected"] = item["checked"]
    return Shown("select", _common(bound) | _label(label) | {"items": items})


def _group(component: str, bound: BoundField, label: str, items: list[Params]) -> Shown:
    found: Params = {"idPrefix": bound.auto_id, "name": bound.html_name, "items": items}
    if getattr(bound.form, "has_many_questions", False):
        found["classes"] = f"govuk-{component}--small"
    for item in items:
        item["disabled"] = bound.field.disabled
    return Shown(component, found | _legend(label) | _told(bound))


def _choices(bound: BoundField) -> Iterator[Params]:
    value = bound.value()
    given = value if isinstance(value, list | tuple | set) else [value]
    chosen = {"" if one is None else str(one) for one in given}
    for choice, text in bound.field.widget.choices:
        if isinstance(text, list | tuple):
            for inner, inner_text in text:
                yield _item(inner, f"{choice}: {inner_text}", str(inner) in chosen)
        else:
            yield _item(choice, text, str(choice) in chosen)


def _item(value: object, text: object, checked: bool) -> Params:
    return {"value": "" if value is None else str(value), "text": str(text), "checked": checked}


def _day(bound: BoundField, label: str) -> Params:
    typed = bound.value()
    on: TypedDay = typed.on if isinstance(typed, TypedMoment) else typed
    items = [
        _box(bound, "day", on.day, 2),
        _box(bound, "month", on.month, 2),
        _box(bound, "year", on.year, 4),
    ]
    if isinstance(bound.field.widget, MomentWidget):
        timed = _box(bound, "time", typed.time, 4)
        items.append(timed | {"label": "Time, if known", "inputmode": "text"})
    found: Params = {"id": bound.auto_id, "namePrefix": bound.html_name, "items": items}
    found |= _legend(label) | _told(bound)
    found.setdefault("hint", {"text": _example(bound)})
    return found


def _example(bound: BoundField) -> str:
    timed = isinstance(bound.field.widget, MomentWidget)
    return f"For example, 27 3 2026{' at 14:30' if timed else ''}"


def _box(bound: BoundField, part: str, typed: str, width: int) -> Params:
    wrong = " govuk-input--error" if part in _faulty(bound) else ""
    found: Params = {"name": part, "value": typed, "classes": f"govuk-input--width-{width}{wrong}"}
    return found | ({"attributes": {"disabled": ""}} if bound.field.disabled else {})
