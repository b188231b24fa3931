"""Forms of the admin of unions and people, and the door of the admin."""

from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm, BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget

from common.admin_fields import CLASSES
from common.admin_forms import PortalForm
from unions.actions import admit_cadre, register_worker
from unions.auth import PhoneField
from unions.models import Appointment, Person, Union, Workplace
from unions.phones import normal_phone
from unions.point_picker import PointForm

TEXT = {"class": CLASSES}
NEW_PASSWORD = forms.PasswordInput(attrs={**TEXT, "autocomplete": "new-password"})


class StaffLoginForm(AuthenticationForm):
    """Mobile number and password. Who has a second factor signs in where it is asked for."""

    error_messages = {
        "invalid_login": _("Number and password don't match, or the account is not a cadre's."),
        "inactive": _("This account is switched off."),
    }

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Mobile number")
        self.fields["username"].widget = forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "username"}
        )

    def clean_username(self) -> str:
        return normal_phone(self.cleaned_data["username"])

    def confirm_login_allowed(self, user) -> None:
        super().confirm_login_allowed(user)
        if is_mfa_enabled(user):
            raise ValidationError(
                _("Your account has a second factor. Use “Sign in with a code” below."),
                code="second_factor",
            )


class AppointByPhoneForm(PortalForm):
    """An appointment names its person by mobile number, known or new."""

    phone = PhoneField(
        label=_("Mobile number"),
        help_text=_("A number without an account gets one."),
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"}),
    )
    display_name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("For a new account only."),
        widget=forms.TextInput(attrs=TEXT),
    )
    password = forms.CharField(
        label=_("First password"),
        required=False,
        help_text=_("For a new account only. Empty: sign in with a code sent to the number."),
        widget=NEW_PASSWORD,
    )

    class Meta:
        model = Appointment
        exclude = ["person"]

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            password_validation.validate_password(password)
        return password

    def appointed(self, *, by: Person) -> Person:
        """The account behind the number, admitted to the admin. Raises Refusal."""
        data = self.cleaned_data
        return admit_cadre(
            phone=data["phone"],
            display_name=data["display_name"],
            password=data["password"],
            by=by,
        )


class WorkerByPhoneForm(PortalForm):
    """A cadre acts for a worker named by mobile number; a new number needs a name."""

    phone = PhoneField(
        label=_("Worker's mobile number"),
        widget=forms.TextInput(attrs={**TEXT, "inputmode": "tel"}),
    )
    display_name = forms.CharField(
        label=_("Worker's name"),
        max_length=60,
        required=False,
        help_text=_("Only where the number has no account yet."),
        widget=forms.TextInput(attrs=TEXT),
    )

    def clean_display_name(self) -> str:
        name, phone = self.cleaned_data["display_name"], self.cleaned_data.get("phone")
        known = Person.objects.filter(phone=phone, is_active=True).exists()
        if phone and not name and not known:
            raise ValidationError(_("This number has no account yet: give a name."))
        return name

    def worker(self, *, by: Person) -> Person | None:
        """The account of the number, if one was given. Raises Refusal."""
        data = self.cleaned_data
        if not data["phone"]:
            return None
        return register_worker(phone=data["phone"], display_name=data["display_name"], by=by)


class PasswordDialog(BaseDialogForm):
    """A new password for a cadre who has forgotten the old one."""

    password = forms.CharField(label=_("New password"), widget=NEW_PASSWORD)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


class IndentedUnions(forms.ModelChoiceField):
    """Unions of the tree, each indented below the one it reports to."""

    def label_from_instance(self, union: Union) -> str:
        return "　" * (union.depth - 1) + union.name


class UnionForm(PortalForm):
    """A union and the one it reports to; the tree's own columns are treebeard's."""

    parent = IndentedUnions(
        label=_("reports to"),
        queryset=Union.objects.none(),
        widget=UnfoldAdminSelectWidget(),
    )

    class Meta:
        model = Union
        fields = ["code", "name", "level", "division"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "parent" in self.fields:
            self.initial["parent"] = Union.objects.get_parent(self.instance)


class WorkplaceForm(PointForm):
    class Meta:
        model = Workplace
        fields = "__all__"
