"""What a cadre fills in to import a file: the upload, and the answers to its questions."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from common.imports.job import ALL_ROWS, answer_key
from common.imports.kinds import Kind
from common.models import ImportBatch

LARGEST_MB = 20
SHOWN_QUESTIONS = 100
DATUMS = [
    ("wgs84", gettext_lazy("WGS84 (GPS)")),
    ("gcj02", gettext_lazy("GCJ-02 (Amap, Tencent)")),
    ("bd09", gettext_lazy("BD-09 (Baidu)")),
]


class UploadForm(forms.Form):
    """A file of one kind that the cadre may import, and the map its points come from."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("xlsx or csv, as Excel or WPS saves it; up to 20 MB."),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    datum = forms.ChoiceField(
        label=gettext_lazy("Coordinates come from"),
        choices=DATUMS,
        help_text=gettext_lazy("The wrong one moves every point by about 600 m."),
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args, kinds: list[type[Kind]], **options):
        super().__init__(*args, **options)
        titles = [(kind.name, kind.title) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What it holds"), choices=[("", "—"), *titles], widget=UnfoldAdminSelectWidget
        )
        self.order_fields(["kind", "file", "datum"])

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MB * 1024 * 1024:
            raise ValidationError(_("This file is too large. Split it, or ask the administrator."))
        return file


def answers_in(batch: ImportBatch, data) -> dict[str, str]:
    """The answers in a posted form that the batch's questions offer; others are dropped."""
    found = {}
    for question in batch.questions:
        offered = {answer for answer, _label in question["choices"]}
        for row in (question["row"], ALL_ROWS):
            key = answer_key(row, question["code"])
            if data.get(key) in offered:
                found[key] = data[key]
    return found


def grouped_questions(batch: ImportBatch, answers: Mapping[str, str]) -> list[dict]:
    """The questions by what they are about: in `common` the choices that fit every row, in `rows`
    the first hundred, in `given` the answers so far."""
    groups: dict[str, dict] = {}
    for question in batch.questions:
        code = question["code"]
        key = answer_key(question["row"], code)
        group = groups.setdefault(
            code,
            {
                "key": answer_key(ALL_ROWS, code),
                "given": answers.get(answer_key(ALL_ROWS, code)),
                "common": question["choices"],
                "rows": [],
            },
        )
        group["common"] = [choice for choice in group["common"] if choice in question["choices"]]
        group["rows"].append({**question, "key": key, "given": answers.get(key)})
    for group in groups.values():
        group["count"] = len(group["rows"])
        group["hidden"] = max(0, len(group["rows"]) - SHOWN_QUESTIONS)
        group["rows"] = group["rows"][:SHOWN_QUESTIONS]
    return list(groups.values())
