"""The admin of shifts: needs, who takes them, attendance, and the hours with nobody."""

from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common import clock
from common.admin import ReadOnlyInline, ScopedAdmin, attempt, close_dialog
from common.admin_fields import Tones, span_text
from common.admin_filters import DayRangeFilter
from homes.admin import OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter
from homes.models import Home
from staffing import actions as changes
from staffing.admin.forms import ShiftForm, WhoDialog
from staffing.enums import AssignmentState
from staffing.gaps import gaps_of
from staffing.models import Assignment, Shift

LOOK_AHEAD = timedelta(days=7)
STATE_COLOURS = {
    AssignmentState.OFFERED: "warning",
    AssignmentState.TAKEN: "info",
    AssignmentState.ATTENDED: "success",
    AssignmentState.ABSENT: "danger",
}


class AssignmentInline(ReadOnlyInline):
    model = Assignment
    fields = ["member", "state"]
    readonly_fields = fields
    show_change_link = True
    tab = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("member")


@admin.register(Shift)
class ShiftAdmin(OfHomeAdmin):
    form = ShiftForm
    deletable = True
    list_display = ["when", "home", "needs", "filling", "note"]
    list_filter = [("starts_at", DayRangeFilter), OfHomeDivisionFilter]
    date_hierarchy = "starts_at"
    fields = [
        "home",
        ("starts_at", "ends_at"),
        ("cadres", "social_workers", "volunteers"),
        "note",
    ]
    inlines = [AssignmentInline]
    actions_list = ["see_gaps"]
    actions_detail = ["assign", "ask"]

    def get_queryset(self, request):
        # A subquery: it is asked for the rows of the page only, not for all before the page.
        taken = Assignment.objects.filling().filter(shift=OuterRef("pk")).order_by()
        count = taken.values("shift").annotate(count=Count("pk")).values("count")
        people = Coalesce(Subquery(count), 0)
        return super().get_queryset(request).annotate(people=people)

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        return ["home"] if obj else []

    def get_urls(self):
        gaps = self.admin_site.admin_view(self.gaps_view)
        return [path("gaps/", gaps, name="staffing_shift_gaps"), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        wanted = {name: form.cleaned_data[name] for name in form.fields if name != "home"}
        if change:
            saved = Shift.objects.get(pk=obj.pk)
            changes.change_shift(shift=saved, by=request.user, **wanted)
        else:
            home = form.cleaned_data["home"]
            obj.pk = changes.add_shift(home=home, by=request.user, **wanted).pk
        obj.refresh_from_db()

    def delete_model(self, request, obj):
        changes.remove_shift(shift=obj, by=request.user)

    def has_delete_permission(self, request, obj=None) -> bool:
        """What was attended stays on record."""
        allowed = super().has_delete_permission(request, obj)
        noted = (AssignmentState.ATTENDED, AssignmentState.ABSENT)
        if allowed and isinstance(obj, Shift):
            return not obj.assignments.filter(state__in=noted).exists()
        return allowed

    def has_assign_permission(self, request, object_id=None) -> bool:
        return super().has_change_permission(request, object_id)

    def _put(self, request, form, object_id: str, put, done: str):
        shift = self.fetch(request, object_id, self.writing_power)
        member = form.cleaned_data["member"]
        attempt(request, done, partial(put, shift=shift, member=member, by=request.user))
        return close_dialog(view="staffing_shift_change", args=(shift.pk,))

    @action(
        description=_("Put somebody on it"),
        icon="person_add",
        permissions=["assign"],
        variant=ActionVariant.PRIMARY,
        dialog={
            "title": _("Who takes this shift?"),
            "form_class": WhoDialog,
            "form_submit_text": _("Save"),
        },
    )
    def assign(self, request, form, object_id):
        return self._put(request, form, object_id, changes.take, _("They have the shift."))

    @action(
        description=_("Ask somebody"),
        icon="contact_support",
        permissions=["assign"],
        dialog={
            "title": _("Who shall be asked?"),
            "form_class": WhoDialog,
            "form_submit_text": _("Ask"),
        },
    )
    def ask(self, request, form, object_id):
        return self._put(request, form, object_id, changes.offer, _("They are asked."))

    @action(description=_("Hours with nobody"), icon="person_off")
    def see_gaps(self, request):
        return HttpResponseRedirect(reverse("admin:staffing_shift_gaps"))

    def gaps_view(self, request):
        """Open hours of the next 7 days with nobody on duty, by home, with a way to fill them."""
        now = clock.now()
        homes = Home.objects.visible_to(request.user).in_operation().order_by("code")
        found = gaps_of(homes, now, now + LOOK_AHEAD)
        rows = [(home, gaps) for home in homes if (gaps := found[home.pk])]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Open hours with nobody on duty in the next 7 days"),
            "opts": self.opts,
            "rows": [(home, [add_link(home, gap) for gap in gaps]) for home, gaps in rows],
            "may_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/staffing_gaps.html", context)

    @display(description=_("when"), ordering="starts_at")
    def when(self, shift) -> str:
        return span_text(shift.starts_at, shift.ends_at)

    @display(description=_("needed"))
    def needs(self, shift) -> int:
        return shift.needed

    @display(
        description=_("filled"),
        ordering="people",
        label=Tones({"full": "success", "short": "danger"}),
    )
    def filling(self, shift):
        return ("full" if shift.people >= shift.needed else "short"), str(shift.people)


def add_link(home: Home, gap) -> tuple[str, str, str]:
    """Address of a new shift for the gap, its day, its hours."""
    start, end = gap
    query = {
        "home": home.pk,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{end:%Y-%m-%dT%H:%M}",
    }
    url = f"{reverse('admin:staffing_shift_add')}?{urlencode(query)}"
    return url, f"{start:%m-%d}", f"{start:%H:%M}–{end:%H:%M}"


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    """Attendance, many at once. People come onto shifts on the shift's page."""

    list_display = ["member", "shift", "state_label"]
    list_select_related = ["member", "shift__home"]
    list_filter = [("state", ChoicesDropdownFilter), ("shift__starts_at", DayRangeFilter)]
    search_fields = ["member__name", "shift__home__name"]
    fields = ["member", "shift", "state"]
    readonly_fields = fields
    actions = ["came", "absent", "give_back"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_note_permission(self, request, obj=None) -> bool:
        return request.user.has_perm("staffing.change_assignment")

    @admin.action(description=_("Came"), permissions=["note"])
    def came(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("member", "shift__home"),
            lambda row: changes.attend(assignment=row, came=True, by=request.user),
            lambda count: ngettext("%(count)s came.", "%(count)s came.", count),
        )

    @admin.action(description=_("Did not come"), permissions=["note"])
    def absent(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("member", "shift__home"),
            lambda row: changes.attend(assignment=row, came=False, by=request.user),
            lambda count: ngettext("%(count)s absent.", "%(count)s absent.", count),
        )

    @admin.action(description=_("Take off the shift"), permissions=["note"])
    def give_back(self, request, queryset):
        self.do_each(
            request,
            queryset.select_related("member", "shift__home"),
            lambda row: changes.withdraw(assignment=row, by=request.user),
            lambda count: ngettext("%(count)s taken off.", "%(count)s taken off.", count),
        )

    @display(description=_("state"), ordering="state", label=Tones(STATE_COLOURS))
    def state_label(self, row):
        return row.state, row.get_state_display()
