"""The admin of the union tree, appointments, workplaces, divisions and the audit log."""

from django.contrib import admin
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from common.admin import PortalAdmin, ScopedAdmin
from common.admin_filters import DayRangeFilter
from common.audit_words import action_word, model_word
from common.models import AuditEntry
from unions.actions import move_union, plant_union
from unions.admin_forms import AppointByPhoneForm, UnionForm, WorkplaceForm
from unions.catalogue_admin import DEFAULTS_APPLY, CatalogueAdmin
from unions.enums import Power
from unions.models import Appointment, Division, PointsPolicy, Union, Workplace
from unions.point_picker import convert_point
from unions.rules import manages_province


@admin.register(Division)
class DivisionAdmin(CatalogueAdmin):
    """Divisions come from the national list; nobody edits them here."""

    list_display = ["name", "name_en", "code", "level", "reporting_parent", "counted"]
    list_select_related = ["reporting_parent"]
    list_filter = [("level", ChoicesDropdownFilter)]
    search_fields = ["name", "name_en", "code"]

    def get_urls(self):
        convert = self.admin_site.admin_view(convert_point)
        return [path("point/", convert, name="unions_division_point"), *super().get_urls()]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Union)
class UnionAdmin(ScopedAdmin):
    form = UnionForm
    writing_power = Power.MANAGE
    list_display = ["indented", "code", "level", "division"]
    list_select_related = ["division"]
    list_filter = [("level", ChoicesDropdownFilter)]
    list_per_page = 200
    search_fields = ["name", "code"]
    autocomplete_fields = ["division"]
    fields = ["code", "name", "level", "division", "parent"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def get_fields(self, request, obj=None):
        """The parent can be chosen where the present one is the user's to manage."""
        movable = obj is None or self._parent_is_managed(request, obj)
        return self.fields if movable else [name for name in self.fields if name != "parent"]

    def _parent_is_managed(self, request, union: Union) -> bool:
        parent = Union.objects.get_parent(union)
        return parent is not None and self.holds(request, parent, self.writing_power)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "parent" in self.get_fields(request, obj):
            form.base_fields["parent"].queryset = self.choices(Union, request)
        else:
            del form.base_fields["parent"]
        return form

    def save_model(self, request, obj, form, change):
        parent = form.cleaned_data.get("parent")
        if not change:
            plant_union(union=obj, parent=parent, by=request.user)
            return
        obj.save(update_fields=["name", "level", "division"])
        if parent is not None and parent != Union.objects.get_parent(obj):
            move_union(union=obj, parent=parent, by=request.user)
        self.refuse_outside(request, obj)

    @display(description=_("union"), ordering="path")
    def indented(self, union) -> str:
        return format_html('<span style="--depth: {}">{}</span>', union.depth - 1, union.name)


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    """Who acts for a union; ended by its last day, never deleted."""

    writing_power = Power.MANAGE
    list_display = ["person", "masked_phone", "union", "role_label", "valid_from", "valid_to"]
    list_select_related = ["person", "union"]
    list_filter = [("role", ChoicesDropdownFilter)]
    search_fields = ["person__display_name", "union__name", "union__code"]
    autocomplete_fields = ["union"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = AppointByPhoneForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        if obj:
            return ["person", "union", "role", ("valid_from", "valid_to")]
        return ["phone", "display_name", "union", "role", ("valid_from", "valid_to"), "password"]

    def get_readonly_fields(self, request, obj=None):
        return ["person", "union"] if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            obj.person = form.appointed(by=request.user)
        super().save_model(request, obj, form, change)

    @display(description=_("mobile number"))
    def masked_phone(self, row) -> str:
        return row.person.masked_phone

    @display(description=_("role"), label=True)
    def role_label(self, row) -> str:
        return row.get_role_display()


@admin.register(Workplace)
class WorkplaceAdmin(ScopedAdmin):
    form = WorkplaceForm
    writing_power = Power.MANAGE
    deletable = True
    list_display = ["name", "code", "division", "headcount", "new_form", "surveyed_on"]
    list_select_related = ["division"]
    list_filter = [("surveyed_on", DayRangeFilter)]
    search_fields = ["name", "code", "uscc", "address"]
    autocomplete_fields = ["division"]
    fieldsets = [
        (None, {"fields": ["code", "name", "uscc", "industry"]}),
        (_("Workers"), {"fields": ["headcount", "new_form", "surveyed_on"]}),
        (
            _("Place"),
            {
                "fields": [
                    "division",
                    "address",
                    "pasted",
                    "pasted_datum",
                    ("lat", "lon"),
                    "point_is_right",
                ]
            },
        ),
    ]


@admin.register(AuditEntry)
class AuditEntryAdmin(PortalAdmin):
    """Who did what. Nobody writes here, and only the province reads."""

    list_display = ["at", "actor", "what", "of_kind", "row"]
    list_select_related = ["actor"]
    fields = ["at", "actor", "what", "of_kind", "row", "detail"]
    list_filter = [("at", DayRangeFilter)]
    search_fields = ["action", "model", "row"]
    ordering = ["-at"]

    @display(description=_("action"), ordering="action")
    def what(self, row) -> str:
        return action_word(row.action)

    @display(description=_("kind of row"), ordering="model")
    def of_kind(self, row) -> str:
        return model_word(row.model)

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_view_permission(self, request, obj=None) -> bool:
        return manages_province(request.user)

    def has_module_permission(self, request) -> bool:
        return manages_province(request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(PointsPolicy)
class PointsPolicyAdmin(CatalogueAdmin):
    """One row, kept by the province."""

    while_empty = DEFAULTS_APPLY
    list_display = ["__str__", "check_in", "session"]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not PointsPolicy.objects.exists()
