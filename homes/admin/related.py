"""Lists of what belongs to homes, for those who keep many of them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from common.admin import ScopedAdmin
from common.admin_filters import DayRangeFilter
from homes.admin.filters import OfHomeDivisionFilter, TermFilter
from homes.admin.forms import StopForm
from homes.followers import hours_changed
from homes.models import Agreement, DoorCheck, Home, HomeAppointment, Stop, Visit
from homes.scope import home_ids
from unions.admin_forms import AppointByPhoneForm
from unions.enums import Power
from unions.scope import union_paths


class OfHomeAdmin(ScopedAdmin):
    """Rows of one home. Who keeps a single home need not choose it."""

    autocomplete_fields = ["home"]
    list_select_related = ["home"]
    search_fields = ["home__name", "home__code"]

    def get_changeform_initial_data(self, request):
        given = super().get_changeform_initial_data(request)
        if "home" not in given:
            homes = self.choices(Home, request).values_list("pk", flat=True)[:2]
            if len(homes) == 1:
                given["home"] = homes[0]
        return given


@admin.register(Agreement)
class AgreementAdmin(OfHomeAdmin):
    deletable = True
    list_display = ["partner", "home", "starts_on", "ends_on", "items"]
    list_filter = [TermFilter, OfHomeDivisionFilter]
    search_fields = ["partner", "home__name", "home__code"]


@admin.register(DoorCheck)
class DoorCheckAdmin(OfHomeAdmin):
    list_display = ["home", "at", "person", "proof"]
    list_select_related = ["home", "person"]
    list_filter = [("at", DayRangeFilter), ("proof", ChoicesDropdownFilter)]
    fields = ["home", "at", "person", "proof", "photo"]

    def has_add_permission(self, request) -> bool:
        """A door is proved open at the door, on its own page, and nowhere else."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """What was proved at the door stays as it was."""
        return False


@admin.register(Visit)
class VisitAdmin(OfHomeAdmin):
    list_display = ["home", "on", "person_times", "method"]
    list_filter = [("on", DayRangeFilter), ("method", ChoicesDropdownFilter), OfHomeDivisionFilter]
    date_hierarchy = "on"


@admin.register(Stop)
class StopAdmin(OfHomeAdmin):
    deletable = True
    form = StopForm
    list_display = ["site", "home", "starts_at", "ends_at"]
    list_filter = [("starts_at", DayRangeFilter)]
    date_hierarchy = "starts_at"
    search_fields = ["site", "home__name", "home__code"]
    fields = [
        "home",
        "site",
        ("starts_at", "ends_at"),
        "pasted",
        "pasted_datum",
        ("lat", "lon"),
        "point_is_right",
        "note",
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        hours_changed([obj.home_id])


@admin.register(HomeAppointment)
class HomeAppointmentAdmin(OfHomeAdmin):
    """Who acts for a home; ended by its last day, never deleted."""

    writing_power = Power.MANAGE
    list_display = ["person", "masked_phone", "home", "role_label", "valid_from", "valid_to"]
    list_select_related = ["home", "person"]
    list_filter = [("role", ChoicesDropdownFilter), OfHomeDivisionFilter]
    search_fields = ["person__display_name", "home__name", "home__code"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = AppointByPhoneForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request, obj=None):
        if obj:
            return ["person", "home", "role", ("valid_from", "valid_to")]
        return ["phone", "display_name", "home", "role", ("valid_from", "valid_to"), "password"]

    def get_readonly_fields(self, request, obj=None):
        return ["person", "home"] if obj else []

    def has_add_permission(self, request) -> bool:
        user = request.user
        return user.is_superuser or bool(
            union_paths(user, Power.MANAGE) or home_ids(user, Power.MANAGE)
        )

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
