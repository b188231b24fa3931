"""Forms at the door and of tickets; none asks who one is."""

import re

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from homes.models import Home, Space, Ticket, TicketKind
from unions.auth import PhoneField
from unions.enums import WorkerGroup

MOST_BYTES = 8 * 1024 * 1024


def small_enough(file: UploadedFile) -> None:
    """Refuse a photo of more than 8 MB."""
    if file.size is not None and file.size > MOST_BYTES:
        raise forms.ValidationError(_("The photo is larger than 8 MB. Take a smaller one."))


class VisitForm(forms.Form):
    """What a visitor may say when counted; it may stay empty."""

    worker_group = forms.ChoiceField(
        label=_("I work as (you may leave this empty)"),
        choices=[("", _("I'd rather not say")), *WorkerGroup.choices],
        required=False,
    )


class DoorCheckForm(forms.Form):
    """The position of a phone at the door, and a photo where one was taken."""

    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    photo = forms.ImageField(label=_("Photo"), required=False, validators=[small_enough])


class TicketForm(forms.Form):
    """What is wrong at a home."""

    kind = forms.ModelChoiceField(
        TicketKind.objects.all(), label=_("What is wrong?"), widget=forms.RadioSelect
    )
    space = forms.ModelChoiceField(
        Space.objects.none(), label=_("Where?"), required=False, empty_label=_("The whole home")
    )
    text = forms.CharField(
        label=_("Tell us more (you may leave this empty)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    photo = forms.ImageField(
        label=_("Photo (you may leave this empty)"), required=False, validators=[small_enough]
    )
    phone = PhoneField(
        label=_("Mobile number, if we may call you back"), required=False, max_length=20
    )

    def __init__(self, *args, home: Home, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].empty_label = None
        self.fields["space"].queryset = home.spaces.order_by("order", "pk")


class TicketNumberForm(forms.Form):
    number = forms.CharField(label=_("Ticket number"), max_length=16)

    def clean_number(self) -> str:
        """The number as it is kept, however it was typed; it must exist."""
        number = re.sub(r"[\s-]", "", self.cleaned_data["number"]).upper()
        if not Ticket.objects.filter(number=number).exists():
            raise forms.ValidationError(
                _("There is no ticket with this number. Please check it letter by letter.")
            )
        return number


class ReopenForm(forms.Form):
    text = forms.CharField(
        label=_("What is still wrong?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
