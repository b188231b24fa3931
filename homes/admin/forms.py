"""Forms of the admin of homes."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from common import clock
from common.admin_fields import CLASSES, DATE
from homes.enums import Status
from homes.models import Home, Stop
from unions.point_picker import PointForm

TEXT = {"class": CLASSES}


class HomeForm(PointForm):
    """A home; its status is not among the fields, it changes by an action."""

    why = forms.CharField(
        label=_("Why this changes"),
        max_length=100,
        required=False,
        help_text=_("Kept in the history with who changed what; such as a letter's number."),
        widget=forms.TextInput(attrs={**TEXT, "class": f"{CLASSES} max-w-2xl"}),
    )

    class Meta:
        model = Home
        fields = "__all__"

    def clean(self):
        data = super().clean()
        free, area = data.get("free_area_m2"), data.get("area_m2")
        if free is not None and area is not None and free > area:
            self.add_error("free_area_m2", _("No more can be free of charge than there is."))
        return data


class NewHomeForm(HomeForm):
    """A new home says from when on it has which status."""

    status = forms.ChoiceField(
        label=_("status"),
        choices=Status.choices,
        initial=Status.PLANNED,
        widget=UnfoldAdminSelectWidget(attrs={"class": "max-w-64"}),
    )
    status_from = forms.DateField(label=_("since"), initial=clock.today, widget=DATE)


class StopForm(PointForm):
    class Meta:
        model = Stop
        fields = "__all__"


class StatusDialog(BaseDialogForm):
    """The next status of a home, from when on, and why."""

    status = forms.ChoiceField(
        label=_("status"), choices=Status.choices, widget=UnfoldAdminSelectWidget()
    )
    on = forms.DateField(label=_("From"), initial=clock.today, widget=DATE)
    note = forms.CharField(
        label=_("Why"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT)
    )
