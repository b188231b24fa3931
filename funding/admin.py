"""The admin of money: the ledger, projects, premises in kind, spending categories."""

from functools import partial

from django import forms
from django.contrib import admin
from django.db.models import Q, Sum
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

from common.admin import ReadOnlyInline, ScopedAdmin, attempt, close_dialog
from common.admin_fields import CLASSES, area_text, yuan_text
from common.admin_filters import DayRangeFilter
from common.admin_forms import PortalForm
from funding import actions
from funding.enums import ProjectState
from funding.models import Category, Entry, PremisesInKind, Project
from homes.admin import HomeAdmin, OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter, TermFilter
from unions.catalogue_admin import CatalogueAdmin
from unions.enums import Power

STATE_COLOURS = {
    ProjectState.APPLIED: "warning",
    ProjectState.APPROVED: "info",
    ProjectState.PAID: "info",
    ProjectState.ACCEPTED: "success",
    ProjectState.REFUSED: "danger",
}


class WhyDialog(BaseDialogForm):
    note = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.TextInput(attrs={"class": CLASSES})
    )


class EntryForm(PortalForm):
    class Meta:
        model = Entry
        exclude = ["reverses"]


@admin.register(Entry)
class EntryAdmin(ScopedAdmin):
    """The ledger: entered once, never changed; a mistake is reversed."""

    form = EntryForm
    writing_power = Power.FINANCE
    list_display = [
        "on",
        "voucher",
        "source",
        "paid_by",
        "received_by",
        "kind",
        "amount",
        "is_void",
    ]
    list_select_related = ["payee", "home", "category", "reverses", "reversed_by"]
    list_filter = [
        ("on", DayRangeFilter),
        ("source", ChoicesDropdownFilter),
        ("category", RelatedDropdownFilter),
        OfHomeDivisionFilter,
    ]
    list_before_template = "admin/ledger_totals.html"
    exported_as = {"amount": "amount_yuan"}
    date_hierarchy = "on"
    search_fields = ["voucher", "payer_name", "home__name", "payee__name", "project__name", "note"]
    autocomplete_fields = ["payer", "payee", "home", "project", "category"]
    fieldsets = [
        (None, {"fields": ["on", "voucher", "source", "amount_fen"]}),
        (_("Who pays"), {"fields": ["payer", "payer_name"]}),
        (
            _("Who receives: a union (passed on) or a home (invested)"),
            {"fields": ["payee", "home"]},
        ),
        (_("What for"), {"fields": ["project", "category", "note"]}),
    ]
    actions_detail = ["take_back"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "payer_name" in form.base_fields:
            form.base_fields["payer_name"].required = False
            form.base_fields["payer_name"].help_text = _("For a payer that is no union.")
        return form

    def get_fieldsets(self, request, obj=None):
        """An entry that is read shows its amount in yuan."""
        if obj is None:
            return self.fieldsets
        shown = {"fields": ["on", "voucher", "source", "amount"]}
        recorded = (_("What happened"), {"fields": ["entered_at", "entered_by", "reverses"]})
        return [(None, shown), *self.fieldsets[1:], recorded]

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_reverse_permission(self, request, obj=None) -> bool:
        allowed = request.user.has_perm("funding.change_entry")
        return allowed and (obj is None or self.holds(request, obj, self.writing_power))

    def save_model(self, request, obj, form, change):
        wanted = {name: form.cleaned_data.get(name) for name in form.fields}
        obj.pk = actions.record_entry(**wanted, by=request.user).pk
        obj.refresh_from_db()
        self.refuse_outside(request, obj)

    def changelist_view(self, request, extra_context=None):
        """The list with the totals of what it is filtered to."""
        response = super().changelist_view(request, extra_context)
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist is not None:
            response.context_data["totals"] = totals(changelist.queryset)
        return response

    @action(
        description=_("Reverse"),
        icon="undo",
        permissions=["reverse"],
        variant=ActionVariant.DANGER,
        dialog={
            "title": _("Reverse this entry?"),
            "description": _("An entry of the opposite amount is added; nothing is deleted."),
            "form_class": WhyDialog,
            "form_submit_text": _("Reverse"),
        },
    )
    def take_back(self, request, form, object_id):
        entry = self.fetch(request, object_id, self.writing_power)
        note = form.cleaned_data["note"]
        attempt(
            request,
            _("The entry is reversed."),
            partial(actions.reverse, entry=entry, by=request.user, note=note),
        )
        return close_dialog(view="funding_entry_changelist")

    @display(description=_("payer"), ordering="payer_name")
    def paid_by(self, entry) -> str:
        return entry.payer_name

    @display(description=_("receiver"))
    def received_by(self, entry) -> str:
        return str(entry.home or entry.payee)

    @display(description=_("kind"), label={"invested": "success", "passed on": "info"})
    def kind(self, entry):
        return ("invested", _("invested")) if entry.home_id else ("passed on", _("passed on"))

    @display(description=_("amount (yuan)"), ordering="amount_fen")
    def amount(self, entry) -> str:
        return yuan_text(entry.amount_fen)

    @display(description=_("void"), label={"void": "danger"})
    def is_void(self, entry):
        if entry.reverses_id or hasattr(entry, "reversed_by"):
            return "void", _("reversed")
        return None


def totals(entries) -> dict[str, str]:
    """What the entries come to, in yuan: invested in homes, and passed on between unions."""
    sums = entries.order_by().aggregate(
        invested=Sum("amount_fen", filter=Q(home__isnull=False)),
        passed_on=Sum("amount_fen", filter=Q(home__isnull=True)),
    )
    return {name: yuan_text(amount or 0) for name, amount in sums.items()}


@admin.register(Project)
class ProjectAdmin(ScopedAdmin):
    writing_power = Power.FINANCE
    list_display = ["name", "year", "union", "home", "state_label", "paid"]
    list_select_related = ["union", "home"]
    list_filter = [("state", ChoicesDropdownFilter), "year"]
    search_fields = ["name", "union__name", "home__name"]
    autocomplete_fields = ["union", "home"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(paid_fen=Sum("entries__amount_fen"))

    def choice_label(self, row):
        return f"{row.year} {row.name}"

    @display(description=_("state"), ordering="state", label=STATE_COLOURS)
    def state_label(self, project):
        return project.state, project.get_state_display()

    @display(description=_("paid (yuan)"), ordering="paid_fen")
    def paid(self, project) -> str:
        return yuan_text(project.paid_fen)


@admin.register(PremisesInKind)
class PremisesInKindAdmin(OfHomeAdmin):
    writing_power = Power.FINANCE
    list_display = ["home", "provider", "area", "starts_on", "ends_on", "document"]
    list_filter = [TermFilter]
    search_fields = ["provider", "home__name", "home__code"]

    @display(description=_("area"), ordering="area_m2")
    def area(self, row) -> str:
        return area_text(row.area_m2)


class PremisesInline(ReadOnlyInline):
    model = PremisesInKind
    writing_power = Power.FINANCE
    fields = ["provider", "area_m2", "starts_on", "ends_on", "document"]
    readonly_fields = fields
    show_change_link = True
    add_url = reverse_lazy("admin:funding_premisesinkind_add")


# A higher app adds its tab to the home's page; homes know nothing of money.
HomeAdmin.inlines.append(PremisesInline)


@admin.register(Category)
class CategoryAdmin(CatalogueAdmin):
    list_display = ["name", "code", "version", "active", "order"]
    list_filter = ["active"]
    search_fields = ["name", "name_en", "code"]
