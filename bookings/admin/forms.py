"""Forms of the admin of reservations."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm

from bookings.models import Reservation
from common.admin_fields import CLASSES
from unions.admin_forms import WorkerByPhoneForm

TEXT = {"class": CLASSES}


class DeskBookingForm(WorkerByPhoneForm):
    """A cadre books: for a worker named by mobile number, or for a purpose of the home."""

    class Meta:
        model = Reservation
        fields = ["space", "starts_at", "ends_at", "places", "purpose"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        self.fields["phone"].help_text = _("Empty for what the home itself needs the space for.")

    def clean(self):
        data = super().clean()
        if "phone" not in self.errors and not (data.get("phone") or data.get("purpose")):
            self.add_error("purpose", _("Say for whom or what the space is taken."))
        return data


class NoteDialog(BaseDialogForm):
    """A word to the worker."""

    note = forms.CharField(
        label=_("A word to the worker"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )


class ReasonDialog(NoteDialog):
    """A word that the worker must get."""

    note = forms.CharField(
        label=_("Reason, which the worker reads"),
        max_length=200,
        widget=forms.TextInput(attrs=TEXT),
    )
