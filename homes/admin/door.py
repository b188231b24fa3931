"""Tickets, unannounced inspections and what the policy says about doors."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from common import clock
from common.admin import ReadOnlyInline
from common.admin_fields import CLASSES, Tones
from common.admin_filters import DayRangeFilter
from common.admin_forms import PortalForm
from homes import inspections, tickets
from homes.admin.filters import OfHomeDivisionFilter
from homes.admin.related import OfHomeAdmin
from homes.enums import InspectionResult
from homes.models import (
    DoorCall,
    DoorPolicy,
    Inspection,
    Ticket,
    TicketEvent,
    TicketKind,
)
from unions.catalogue_admin import CatalogueAdmin


class WaitingFilter(DropdownFilter):
    """Waiting, overdue or answered."""

    title = _("state")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        return [("yes", _("waiting")), ("overdue", _("overdue")), ("no", _("answered"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.waiting()
        if self.value() == "overdue":
            return queryset.overdue()
        if self.value() == "no":
            return queryset.exclude(pk__in=queryset.waiting())
        return queryset


class TicketEventInline(ReadOnlyInline):
    model = TicketEvent
    fields = ["at", "what", "text", "by"]
    readonly_fields = fields

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class AnswerForm(PortalForm):
    """The public answer, which closes the ticket."""

    reply = forms.CharField(
        label=_("Public answer (closes the ticket)"),
        widget=forms.Textarea(attrs={"rows": 4, "class": CLASSES}),
        required=False,
        max_length=1000,
    )

    class Meta:
        model = Ticket
        fields: list[str] = []


@admin.register(Ticket)
class TicketAdmin(OfHomeAdmin):
    """Answered here; told at the door. Nothing that a reporter wrote can be changed."""

    form = AnswerForm
    autocomplete_fields: list[str] = []
    list_display = ["number", "kind", "home", "state_label", "level_label", "created_at", "due_at"]
    list_select_related = ["home", "kind"]
    list_filter = [
        WaitingFilter,
        ("level", ChoicesDropdownFilter),
        "kind",
        OfHomeDivisionFilter,
        ("created_at", DayRangeFilter),
    ]
    search_fields = ["number", "home__name", "home__code"]
    inlines = [TicketEventInline]
    readonly_fields = [
        "number",
        "home",
        "space",
        "kind",
        "text",
        "photo",
        "phone",
        "state",
        "level",
        "created_at",
        "due_at",
        "answer",
        "closed_at",
    ]

    def get_fields(self, request, obj=None):
        waits = obj is not None and obj.is_waiting
        shown = [name for name in self.readonly_fields if name not in ("answer", "closed_at")]
        return [*shown, "reply"] if waits else [*shown, "answer", "closed_at"]

    def has_add_permission(self, request) -> bool:
        return False

    def save_model(self, request, obj, form, change):
        tickets.close(ticket=obj, answer=form.cleaned_data.get("reply", ""), by=request.user)

    @display(description=_("state"), label=Tones({"waiting": "warning", "overdue": "danger"}))
    def state_label(self, row):
        if not row.is_waiting:
            return "answered", row.get_state_display()
        if row.due_at <= clock.now():
            return "overdue", _("overdue")
        return "waiting", row.get_state_display()

    @display(description=_("with"))
    def level_label(self, row) -> str:
        return row.get_level_display()


class InspectionForm(PortalForm):
    """What was found; written once."""

    class Meta:
        model = Inspection
        fields = ["result", "findings", "follow_up_due_on", "put_right_on"]


@admin.register(Inspection)
class InspectionAdmin(OfHomeAdmin):
    """Drawn by the system; cadres see today's list in the morning and write the result."""

    form = InspectionForm
    autocomplete_fields: list[str] = []
    list_display = ["home", "drawn_on", "result_label", "follow_up_due_on", "put_right_on"]
    list_filter = [
        ("result", ChoicesDropdownFilter),
        OfHomeDivisionFilter,
        ("drawn_on", DayRangeFilter),
    ]
    date_hierarchy = "drawn_on"
    fields = [
        "home",
        "drawn_on",
        "result",
        "findings",
        "follow_up_due_on",
        "put_right_on",
        "inspector",
        "visited_at",
    ]

    def has_add_permission(self, request) -> bool:
        return False

    def get_readonly_fields(self, request, obj=None):
        fixed = ["home", "drawn_on", "inspector", "visited_at"]
        if obj is None or not obj.result:
            return [*fixed, "put_right_on"]
        return [*fixed, "result", "findings", "follow_up_due_on"]

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        if data.get("result"):
            inspections.report_result(
                inspection=obj,
                result=data["result"],
                findings=data["findings"],
                follow_up_due_on=data["follow_up_due_on"],
                by=request.user,
            )
        elif "put_right_on" in data:
            obj.save(update_fields=["put_right_on"])

    @display(
        description=_("result"),
        label=Tones({InspectionResult.PASSED: "success", InspectionResult.FAILED: "danger"}),
    )
    def result_label(self, row):
        return row.result, row.get_result_display() or _("to visit today")


@admin.register(DoorCall)
class DoorCallAdmin(OfHomeAdmin):
    """When the system asked for proof, and whether it came in time; a record."""

    list_display = ["home", "asked_at", "due_at", "answered_at", "expired"]
    list_filter = ["expired", OfHomeDivisionFilter, ("asked_at", DayRangeFilter)]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(TicketKind)
class TicketKindAdmin(CatalogueAdmin):
    list_display = ["name", "name_en", "due_hours", "climb_hours", "order"]


@admin.register(DoorPolicy)
class DoorPolicyAdmin(CatalogueAdmin):
    """One row, kept by the province."""

    list_display = [
        "__str__",
        "open_days_without_proof",
        "place_tolerance_m",
        "calls_a_month",
        "inspections_a_month",
    ]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not DoorPolicy.objects.exists()
