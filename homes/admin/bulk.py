"""What can be changed for many homes at once."""

from collections.abc import Callable

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminSelectWidget

from common import clock
from common.admin_bulk import BulkChange
from common.admin_fields import CLASSES, DATE
from homes.actions import change_status, check_admission, check_status, set_admission
from homes.enums import Admission, Status
from homes.models import Home
from unions.models import Person

TEXT = {"class": CLASSES}


class StatusForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("status"),
        choices=Status.choices,
        initial=Status.SUSPENDED,
        widget=UnfoldAdminSelectWidget(),
    )
    on = forms.DateField(label=gettext_lazy("From"), initial=clock.today, widget=DATE)
    note = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, widget=forms.TextInput(attrs=TEXT)
    )


class AdmissionForm(forms.Form):
    admission = forms.ChoiceField(
        label=gettext_lazy("who may enter"),
        choices=Admission.choices,
        widget=UnfoldAdminSelectWidget(),
    )
    note = forms.CharField(
        label=gettext_lazy("note on admission"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Shown in public beside who may enter."),
        widget=forms.TextInput(attrs=TEXT),
    )


def admission_text(admission: str, note: str) -> str:
    label = str(Admission(admission).label)
    return f"{label} · {note}" if note else label


def status_then(home: Home, data: dict) -> str:
    """The status asked for, with its date where that is still to come."""
    label = str(Status(data["status"]).label)
    if data["on"] == clock.today() or home.status == data["status"]:
        return label
    return _("%(status)s from %(date)s") % {"status": label, "date": data["on"].isoformat()}


def apply_status(home: Home, data: dict, by: Person) -> None:
    change_status(home=home, status=data["status"], on=data["on"], by=by, note=data["note"])


def apply_admission(home: Home, data: dict, by: Person) -> None:
    set_admission(home=home, admission=data["admission"], note=data["note"], by=by)


# Higher apps add what a change of status would bring along: by home id, a sentence.
STATUS_NOTES: list[Callable[[list, dict], dict[int, str]]] = []

STATUS = BulkChange(
    name="status",
    title=gettext_lazy("Change the status, with a preview"),
    form_class=StatusForm,
    present=lambda home, data: home.get_status_display(),
    wanted=status_then,
    check=lambda home, data: check_status(home, data["status"], data["on"]),
    apply=apply_status,
    notes=STATUS_NOTES,
)
ADMISSION = BulkChange(
    name="admission",
    title=gettext_lazy("Change who may enter, with a preview"),
    form_class=AdmissionForm,
    present=lambda home, data: admission_text(home.admission, home.admission_note),
    wanted=lambda home, data: admission_text(data["admission"], data["note"]),
    check=lambda home, data: check_admission(home, data["admission"]),
    apply=apply_admission,
)
