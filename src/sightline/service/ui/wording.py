"""The errors of a form in words that say what to do, made from each field's label."""

from __future__ import annotations

from django import forms

CANNOT_BE_ERASED = "It cannot be erased later. Say no more of anybody than it takes."
"""Under a reason by which somebody answers for what they had the power to do."""

_ONE = (forms.ChoiceField, forms.ModelChoiceField)
_MANY = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
_FRACTION = (forms.FloatField, forms.DecimalField)


def in_a_sentence(label: str) -> str:
    """A label as it stands inside a sentence; ``NHS number`` keeps its capitals, and so does I."""
    return (
        label if label[1:2].isupper() or label.startswith("I ") else label[:1].lower() + label[1:]
    )


def label_of(name: str, field: forms.Field) -> str:
    """The field's label; where it has none, its name in plain words."""
    return str(field.label) if field.label else name.replace("_", " ").capitalize()


def say_what_to_do(form: forms.BaseForm) -> None:
    """Give every field of a form our messages, where its author wrote none.

    For forms that come from a library; our own are a ``Form`` and need no call.
    """
    for name, field in form.fields.items():
        usual = _usual(field)
        for code, message in _messages(label_of(name, field), field).items():
            if field.error_messages.get(code) == usual.get(code):
                field.error_messages[code] = message


def _usual(field: forms.Field) -> dict[str, object]:
    """The messages that the field has when nobody gives it any."""
    found: dict[str, object] = {}
    for cls in reversed(type(field).__mro__):
        found |= getattr(cls, "default_error_messages", {})
    return found


def _messages(label: str, field: forms.Field) -> dict[str, str]:
    inside, filled = in_a_sentence(label), label.replace("%", "%%")
    found = {
        "required": f"Enter the {inside}",
        "unreadable": f"{filled} %(told)s",
        "max_length": f"{filled} must be %(limit_value)d characters or fewer, not %(show_value)d",
        "min_length": f"{filled} must be %(limit_value)d characters or more, not %(show_value)d",
        "max_value": f"{filled} must be %(limit_value)s or less",
        "min_value": f"{filled} must be %(limit_value)s or more",
    }
    if isinstance(field, _MANY):
        chosen = f"Select the {inside} from the list"
        return found | {
            "required": f"Select at least one: {inside}",
            "invalid_choice": chosen.replace("%", "%%"),
            "invalid_list": chosen,
        }
    if isinstance(field, _ONE):
        chosen = f"Select the {inside}"
        return found | {
            "required": chosen,
            "invalid_choice": f"{chosen} from the list".replace("%", "%%"),
        }
    if isinstance(field, forms.FileField):
        return found | {
            "required": f"Choose the {inside}",
            "invalid": f"Choose the {inside} again: it did not arrive",
            "missing": f"Choose the {inside} again: it did not arrive",
            "empty": f"{label} is empty. Choose another, or save it again",
        }
    if isinstance(field, forms.BooleanField):
        return found | {"required": f"Tick the box: {inside}"}
    if isinstance(field, forms.EmailField):
        example = "Enter an email address in the correct format, like name@example.org"
        return found | {"invalid": example}
    if isinstance(field, _FRACTION):
        return found | {"invalid": f"{label} must be a number, like 3.5"}
    if isinstance(field, forms.IntegerField):
        return found | {"invalid": f"{label} must be a whole number, like 3"}
    return found
