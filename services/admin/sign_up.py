from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from common.admin import ScopedAdmin
from common.admin_fields import Tones
from common.admin_filters import DayRangeFilter
from services.actions import mark_attendance, sign_up, withdraw
from services.admin.forms import SignUpForm
from services.enums import SignUpState
from services.models import SignUp

STATE_COLOURS = {
    SignUpState.SIGNED_UP: "info",
    SignUpState.ATTENDED: "success",
    SignUpState.ABSENT: "danger",
}


@admin.register(SignUp)
class SignUpAdmin(ScopedAdmin):
    form = SignUpForm
    list_display = ["person", "masked_phone", "session", "home", "places", "state_label", "at"]
    list_select_related = ["person", "session__activity__home"]
    list_filter = [("state", ChoicesDropdownFilter), ("session__on", DayRangeFilter)]
    search_fields = ["person__display_name", "session__activity__name"]
    autocomplete_fields = ["session"]
    actions = ["came", "absent", "give_back"]

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["session", "phone", "display_name", "places"]
        return ["session", "person", "masked_phone", "places", "state", "at"]

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_note_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("services.change_signup")

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        person = form.worker(by=request.user)
        made = sign_up(session=data["session"], person=person, places=data["places"])
        obj.pk = made.pk
        obj.refresh_from_db()

    @admin.action(description=_("Came"), permissions=["note"])
    def came(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("session__activity"),
            lambda row: mark_attendance(sign_up=row, came=True, by=request.user),
            lambda count: ngettext("%(count)s came.", "%(count)s came.", count),
        )

    @admin.action(description=_("Did not come"), permissions=["note"])
    def absent(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("session__activity"),
            lambda row: mark_attendance(sign_up=row, came=False, by=request.user),
            lambda count: ngettext("%(count)s absent.", "%(count)s absent.", count),
        )

    @admin.action(description=_("Give the places back"), permissions=["note"])
    def give_back(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("session__activity"),
            lambda row: withdraw(sign_up=row, by=request.user),
            lambda count: ngettext("%(count)s given back.", "%(count)s given back.", count),
        )

    @display(description=_("mobile number"))
    def masked_phone(self, row) -> str:
        return row.person.masked_phone

    @display(description=_("home"))
    def home(self, row) -> str:
        return str(row.session.activity.home)

    @display(description=_("state"), ordering="state", label=Tones(STATE_COLOURS))
    def state_label(self, row):
        return row.state, row.get_state_display()
