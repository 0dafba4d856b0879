"""The steps of a plan that say which files are drawn: the frame, its conditions, the size."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from sightline.service.inspection import plans
from sightline.service.inspection.attributes import ATTRIBUTES
from sightline.service.inspection.frames import MOST_WEEKS, OF, RUNS
from sightline.service.inspection.models import Sort
from sightline.service.inspection.pages.planning_forms import Step
from sightline.service.inspection.plans import CONFIDENCES, MARGINS
from sightline.service.ui.forms import DayField


class Files(Step):
    """The frame: which files."""

    title = "Which files may be drawn?"
    lead = (
        "The frame is a query that is kept and run again when the sample is drawn, over files that "
        "are open to you. A file is open to inspectors while the agency works with the child or "
        "adult. Files that their agency has closed are not in it, and are counted nowhere."
    )
    of = forms.ChoiceField(
        error_messages={"required": "Choose whose files may be drawn"},
        label="Files of",
        choices=list(OF.items()),
        widget=forms.RadioSelect,
    )
    runs = forms.MultipleChoiceField(
        error_messages={"required": "Choose at least one thing that ran in the period"},
        label="What ran in the period",
        choices=list(RUNS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="At least one of these.",
    )
    frame_from = DayField(label="First day of the period")
    frame_until = DayField(label="Last day of the period")
    weeks = forms.IntegerField(
        label="Least weeks of supervision before the draw",
        min_value=0,
        max_value=MOST_WEEKS,
        help_text="A file that is too new cannot be judged. 0 for no limit.",
    )

    def prepare(self) -> None:
        today = self.before.viewer.today
        usual: dict[str, Any] = {
            "of": "child", "runs": ["case"], "weeks": 4,
            "frame_from": today - timedelta(days=365), "frame_until": today,
        }  # fmt: skip
        for name, value in usual.items():
            self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("frame_from"), cleaned.get("frame_until")
        if first and last and last < first:
            self.add_error("frame_until", "Last day of the period must not be before the first")
        return cleaned


class Only(Step):
    """Which of them: conditions on the files."""

    title = "Only some of them?"
    lead = (
        "Without a tick under a heading, files are taken whatever they say there. What is not "
        "recorded is a choice of its own: it is never taken for no."
    )

    def prepare(self) -> None:
        for name, attribute in ATTRIBUTES.items():
            self.fields[f"only_{name}"] = forms.MultipleChoiceField(
                label=attribute.title,
                choices=list(attribute.codes().items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def where(self) -> dict[str, tuple[str, ...]]:
        """The conditions."""
        said = {name: self.cleaned_data.get(f"only_{name}") for name in ATTRIBUTES}
        return {name: tuple(codes) for name, codes in said.items() if codes}

    def rows(self) -> list[tuple[str, list[str]]]:
        """Only those that say something."""
        chosen = [(title, words) for title, words in super().rows() if words != ["None chosen"]]
        return chosen or [("Conditions", ["None: all files of the frame"])]


class Size(Step):
    """How many files, divided by what, judged twice."""

    title = "How many files?"
    confidence = forms.TypedChoiceField(
        label="Confidence",
        choices=[(one, f"{one}%") for one in CONFIDENCES],
        coerce=int,
        widget=forms.RadioSelect,
        help_text="How often a percentage found in such a sample lies within the margin of that "
        "of all files.",
    )
    margin = forms.IntegerField(
        label="Margin of error, in percentage points to each side",
        min_value=MARGINS[0],
        max_value=MARGINS[-1],
    )
    least = forms.IntegerField(
        label="Least number of files", min_value=1, max_value=1000, required=False
    )
    most = forms.IntegerField(label="Most files", min_value=1, max_value=1000, required=False)
    strata = forms.MultipleChoiceField(
        label="Divide the sample by",
        choices=[(name, one.title) for name, one in ATTRIBUTES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Each group then has its part of the sample, and at least one file. At most "
        "three; few groups are better than many small ones. Areas always divide it.",
    )
    weighted = forms.ChoiceField(
        error_messages={"required": "Choose what is done where a group is too small"},
        label="Where a group is so small that one file is more than its part",
        choices=[
            ("no", "Say that the sample is not representative"),
            ("yes", "Show percentages weighted by the size of each group as well"),
        ],
        widget=forms.RadioSelect,
    )
    second_share = forms.IntegerField(
        label="Share of files that two people judge, in percent", min_value=0, max_value=100
    )

    def prepare(self) -> None:
        usual: dict[str, Any] = {
            "confidence": 80, "margin": 5, "weighted": "no", "second_share": 20,
        }  # fmt: skip
        if self.before.sort == Sort.SELF:
            usual |= {"margin": 10, "second_share": 0}
        for name, value in usual.items():
            self.initial.setdefault(name, value)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        least, most = cleaned.get("least"), cleaned.get("most")
        if least and most and most < least:
            self.add_error("most", "Most files must not be fewer than the least number")
        if len(cleaned.get("strata") or ()) > plans.MOST_STRATA:
            self.add_error("strata", f"Choose at most {plans.MOST_STRATA} to divide it by")
        return cleaned
