"""Forms of the admin of shifts and staff."""

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from common.admin_fields import CLASSES
from common.admin_forms import PortalForm
from staffing.models import Shift, StaffMember
from unions.auth import PhoneField
from unions.enums import Power

TEXT = {"class": CLASSES}


class ShiftForm(PortalForm):
    class Meta:
        model = Shift
        fields = [
            "home",
            "starts_at",
            "ends_at",
            "cadres",
            "social_workers",
            "volunteers",
            "note",
        ]


class WhoDialog(BaseDialogForm):
    """Somebody of the home's staff for the shift."""

    member = forms.ModelChoiceField(
        label=_("Who"), queryset=StaffMember.objects.none(), widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        shift = Shift.objects.visible_to(self.request.user, Power.EDIT).filter(pk=self.object_id)
        day = shift.values("starts_at__date")[:1]
        members = StaffMember.objects.filter(home__in=shift.values("home"))
        self.fields["member"].queryset = members.exclude(ends_on__lt=day)


class AccountDialog(BaseDialogForm):
    """The account under whose number a staff member signs in."""

    phone = PhoneField(
        label=_("Mobile number of the account"),
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"}),
    )
