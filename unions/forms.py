"""Sign-in forms: one door for workers (a code), one for staff (a password)."""

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from unions import actions
from unions.models import Person


class SignInCodeForm(RequestLoginCodeForm):
    """Known and new numbers enter alike; the code then proves that the number is theirs."""

    def clean_phone(self) -> str:
        phone = super().clean_phone()
        if phone and self._user is None:
            self._user = actions.meet(phone=phone)
        return phone


class CodeForm(ConfirmLoginCodeForm):
    """Six digits, typed on a phone's number pad or filled in by the phone itself."""

    code = forms.CharField(
        label=_("Code from the SMS"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code-input",
                "autofocus": True,
            }
        ),
    )


class PasswordLoginForm(LoginForm):
    """Staff sign in by password; allauth drops the field because workers sign up without one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )


class ProfileForm(forms.ModelForm):
    """What a person may say of themselves. Membership is confirmed by a union, not here."""

    class Meta:
        model = Person
        fields = ["display_name", "worker_group"]
        labels = {"display_name": _("What may we call you?"), "worker_group": _("Your work")}
