"""What belongs to a home, as tabs of its page."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from common.admin import ReadOnlyInline, ScopedInline
from homes.models import (
    Agreement,
    Designation,
    HomeAppointment,
    Hours,
    HoursException,
    LifeEvent,
    Photo,
    Space,
    Stop,
)
from unions.enums import Power


class HoursInline(ScopedInline):
    model = Hours
    verbose_name_plural = _("hours")
    fields = ["weekdays", "opens", "closes", "kind", "season_from", "season_to"]


class HoursExceptionInline(ScopedInline):
    model = HoursException
    verbose_name_plural = _("exceptions")
    fields = ["on", "opens", "closes", "reason"]


class SpaceInline(ReadOnlyInline):
    """Spaces are changed on their own page, because their bookings move along."""

    model = Space
    fields = ["name", "facility", "parent", "mode", "capacity", "condition"]
    readonly_fields = fields
    show_change_link = True
    add_url = reverse_lazy("admin:homes_space_add")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("facility", "parent")


class AgreementInline(ReadOnlyInline):
    model = Agreement
    verbose_name_plural = _("agreements")
    fields = ["partner", "starts_on", "ends_on", "items", "area_m2"]
    readonly_fields = fields
    show_change_link = True
    add_url = reverse_lazy("admin:homes_agreement_add")


class StopInline(ReadOnlyInline):
    model = Stop
    fields = ["starts_at", "ends_at", "site"]
    readonly_fields = fields
    show_change_link = True
    add_url = reverse_lazy("admin:homes_stop_add")
    ordering = ["-starts_at"]
    per_page = 20


class LifeEventInline(ReadOnlyInline):
    """The history of the status; it grows by the action of the page."""

    model = LifeEvent
    verbose_name_plural = _("life")
    fields = ["on", "status", "note"]
    readonly_fields = fields


class DesignationInline(ScopedInline):
    """Titles are given and revoked by a union that manages the home, and never deleted."""

    model = Designation
    fields = ["kind", "stars", "year", "batch", "revoked_on"]
    writing_power = Power.MANAGE
    deletable = False


class PhotoInline(ScopedInline):
    model = Photo
    fields = ["image", "caption", "taken_on", "order"]


class AppointedInline(ReadOnlyInline):
    model = HomeAppointment
    verbose_name_plural = _("who may act for the home")
    fields = ["person", "phone", "role", "valid_from", "valid_to"]
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")

    @display(description=_("mobile number"))
    def phone(self, row) -> str:
        return row.person.masked_phone
