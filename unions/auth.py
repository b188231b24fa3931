"""Signing in: a code by SMS for everyone, a password for staff; powers from appointments."""

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from unions.models import Person
from unions.phones import is_mobile, normal_phone
from unions.roles import power_for
from unions.scope import union_paths
from unions.sms import send_sms


class PhonePasswordBackend(ModelBackend):
    """Password sign-in by phone; model permissions come from union appointments."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        phone = username or kwargs.get(Person.USERNAME_FIELD)
        if phone is None or password is None:
            return None
        return super().authenticate(request, username=normal_phone(phone), password=password)

    def has_perm(self, user, perm: str, obj=None) -> bool:
        if not user.is_active or obj is not None:
            return False
        if user.is_superuser:
            return True
        power = permission_power(perm)
        return power is not None and bool(union_paths(user, power))

    def has_module_perms(self, user, app_label: str) -> bool:
        return self.has_perm(user, f"{app_label}.view_{app_label}")


def permission_power(perm: str) -> str | None:
    """The power behind an admin permission such as "homes.change_home"."""
    app_label, _dot, codename = perm.partition(".")
    return power_for(app_label, codename.partition("_")[0])


def sign_in_name(request: HttpRequest, credentials: dict | None) -> str:
    """The number behind an attempt to sign in; failures are counted by it and the address."""
    given = credentials or getattr(request, "POST", {})
    name = given.get("username") or given.get("phone") or given.get("login") or ""
    return normal_phone(name)


def client_ip(request: HttpRequest) -> str | None:
    """The visitor's address, behind as many proxies as the settings name; None for a program."""
    return get_adapter(request).get_client_ip(request) if "REMOTE_ADDR" in request.META else None


def locked_out(request: HttpRequest, response: HttpResponse, credentials) -> HttpResponse:
    """The answer after too many wrong passwords: the API's own, or a page."""
    if response is not None and response.status_code == 429:
        return response
    return render(request, "429.html", status=429)


class PhoneAdapter(DefaultAccountAdapter):
    """allauth's view of our Person: the phone is the one identifier."""

    def phone_form_field(self, **kwargs) -> forms.Field:
        return PhoneField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        return PhoneField().clean(phone)

    def get_phone(self, user) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        if user.pk:
            user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user, phone: str) -> None:
        self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str):
        return Person.objects.filter(phone=phone, is_active=True).first()

    def send_verification_code_sms(self, user, phone: str, code: str, **kwargs) -> None:
        send_sms(phone, _("Your code is %(code)s. It works for 3 minutes.") % {"code": code})
        if settings.PORTAL_DEMO and self.request:
            messages.info(self.request, _("Demo: your code is %(code)s.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs) -> None:
        send_sms(phone, _("Someone asked for a sign-in code, but this number has no account."))

    def send_account_already_exists_sms(self, phone: str) -> None:
        send_sms(phone, _("This number already has an account. Sign in with a code."))


class PhoneField(forms.CharField):
    """An 11-digit mobile number, forgiving about spaces, +86 and full-width digits."""

    widget = forms.TextInput(
        attrs={"inputmode": "tel", "autocomplete": "tel", "maxlength": 20, "type": "tel"}
    )

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Mobile number"))
        super().__init__(**kwargs)

    def clean(self, value):
        phone = normal_phone(super().clean(value))
        if phone and not is_mobile(phone):
            raise forms.ValidationError(
                _("Enter the 11 digits of a mobile number, such as 13800000007."), code="phone"
            )
        return phone
