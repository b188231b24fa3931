"""The admin of homes: list, form with a map, status, hours."""

from datetime import datetime, time, timedelta

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from common import clock
from common.admin import attempt, close_dialog
from common.admin_bulk import BulkAdmin
from common.admin_fields import Tones, area_text
from homes.actions import change_status
from homes.admin import bulk, inlines
from homes.admin.filters import DivisionFilter, HasHoursFilter
from homes.admin.forms import HomeForm, NewHomeForm, StatusDialog
from homes.advice import shut_at_noon, warnings_about
from homes.enums import Scene, Status
from homes.followers import hours_changed
from homes.hours import opening_of
from homes.models import Home, Hours
from unions import followers
from unions.enums import Power
from unions.scope import union_paths

STATUS_COLOURS = {
    Status.OPEN: "success",
    Status.TRIAL: "info",
    Status.SUSPENDED: "warning",
    Status.RECTIFYING: "warning",
    Status.CLOSED: "danger",
}
BASICS = (
    _("Basics"),
    {
        "classes": ["tab"],
        "fields": [
            "code",
            "name",
            "name_en",
            "scene",
            "mechanism",
            "union",
            "parent",
            "construction_modes",
            "introduction",
            "note",
        ],
    },
)
PLACE = (
    _("Place"),
    {
        "classes": ["tab"],
        "fields": [
            "division",
            "address",
            "entrance_note",
            "phone",
            "pasted",
            "pasted_datum",
            ("lat", "lon"),
            "point_is_right",
        ],
    },
)
PREMISES = (
    _("Premises"),
    {
        "classes": ["tab"],
        "fields": ["host_base", "host_name", "host_uscc", "area_m2", "free_area_m2"],
    },
)
ADMISSION = (
    _("Admission"),
    {"classes": ["tab"], "fields": ["admission", "admission_note", "regime", "opened_on"]},
)
LIFE = (_("Status"), {"classes": ["tab"], "fields": ["status", "status_from"]})
WHY = (_("Why"), {"classes": ["tab"], "fields": ["why"]})
ONLY_TO_WRITE = ("pasted", "pasted_datum", "point_is_right")


@admin.register(Home)
class HomeAdmin(SimpleHistoryAdmin, BulkAdmin):
    form = HomeForm
    bulk_changes = (bulk.STATUS, bulk.ADMISSION)
    list_display = ["name_and_code", "status_label", "scene", "place", "union", "hours_set", "area"]
    list_select_related = ["division__reporting_parent", "union"]
    list_filter = [
        ("status", ChoicesDropdownFilter),
        ("scene", ChoicesDropdownFilter),
        ("mechanism", ChoicesDropdownFilter),
        DivisionFilter,
        HasHoursFilter,
        "unverified",
    ]
    exported_as = {"area": "area_m2"}
    search_fields = ["name", "name_en", "code", "address"]
    autocomplete_fields = ["union", "division", "parent"]
    inlines = [
        inlines.HoursInline,
        inlines.HoursExceptionInline,
        inlines.SpaceInline,
        inlines.StopInline,
        inlines.AgreementInline,
        inlines.LifeEventInline,
        inlines.DesignationInline,
        inlines.PhotoInline,
        inlines.AppointedInline,
    ]
    actions_detail = ["set_status", "usual_hours", "see_page"]

    def history_view(self, request, object_id, extra_context=None):
        """404 outside the user's scope; simple_history by itself says 403."""
        self.get_object(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def get_queryset(self, request):
        hours = Exists(Hours.objects.filter(home=OuterRef("pk")))
        return super().get_queryset(request).annotate(has_hours=hours)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [BASICS, PLACE, PREMISES, ADMISSION, LIFE]
        if self.has_change_permission(request, obj):
            return [BASICS, PLACE, PREMISES, ADMISSION, WHY]
        fields = [name for name in PLACE[1]["fields"] if name not in ONLY_TO_WRITE]
        return [BASICS, (PLACE[0], {**PLACE[1], "fields": fields}), PREMISES, ADMISSION]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewHomeForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_inlines(self, request, obj):
        if obj is None:
            return []
        without = inlines.HoursInline if obj.scene == Scene.MOBILE else inlines.StopInline
        return [inline for inline in self.inlines if inline is not without]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def has_add_permission(self, request) -> bool:
        """A cadre of one home keeps that home; new ones are a union's affair."""
        return request.user.is_superuser or bool(union_paths(request.user, Power.EDIT))

    def save_model(self, request, obj, form, change):
        if change:
            obj._change_reason = form.cleaned_data["why"]
            super().save_model(request, obj, form, change)
            if "union" in form.changed_data:
                followers.moved(pk=obj.pk)
            return
        wanted, obj.status = form.cleaned_data["status"], Status.PLANNED
        super().save_model(request, obj, form, change)
        change_status(home=obj, status=wanted, on=form.cleaned_data["status_from"], by=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change:
            hours_changed([form.instance.pk])
            self._advise(request, form.instance)

    def _advise(self, request, home: Home) -> None:
        today = clock.today()
        start = datetime.combine(today, time(0), clock.SHANGHAI)
        days = [today + timedelta(days=ahead) for ahead in range(7)]
        shut = shut_at_noon(opening_of(home, start, start + timedelta(days=8)), days)
        if shut:
            text = ngettext(
                "On %(count)s day of the coming week the home is shut between 12:00 and 14:30, "
                "when most workers come.",
                "On %(count)s days of the coming week the home is shut between 12:00 and 14:30, "
                "when most workers come.",
                len(shut),
            )
            messages.warning(request, text % {"count": len(shut)})
        for sentence, url in warnings_about(home):
            messages.warning(request, format_html('<a href="{}">{}</a>', url, sentence))

    def response_add(self, request, obj, post_url_continue=None):
        """On to the home's own page, where hours and spaces are given."""
        messages.success(request, _("The home is saved. Now give its hours and spaces."))
        return HttpResponseRedirect(reverse("admin:homes_home_change", args=[obj.pk]))

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        """A past version is for reading, and within the scope only."""
        self.get_object(request, object_id)
        if request.method != "GET":
            raise Http404
        return super().history_form_view(request, object_id, version_id, extra_context)

    def has_set_status_permission(self, request, object_id=None) -> bool:
        return self.has_change_permission(request, object_id)

    @action(
        description=_("Change the status"),
        icon="flag",
        permissions=["set_status"],
        variant=ActionVariant.PRIMARY,
        dialog={
            "title": _("Change the status"),
            "form_class": StatusDialog,
            "form_submit_text": _("Change"),
        },
    )
    def set_status(self, request, form, object_id):
        home = self.fetch(request, object_id, self.writing_power)
        data = form.cleaned_data
        attempt(
            request,
            _("The status is recorded."),
            lambda: change_status(
                home=home, status=data["status"], on=data["on"], by=request.user, note=data["note"]
            ),
        )
        return close_dialog(view="homes_home_change", args=(home.pk,))

    @action(
        description=_("Evenings and weekends"),
        icon="schedule",
        permissions=["set_status"],
        dialog={
            "title": _("Add evening and weekend hours?"),
            "description": _(
                "Monday to Friday 17:30–21:30, Saturday and Sunday 9:00–21:30, "
                "in addition to the hours there are."
            ),
            "form_submit_text": _("Add"),
        },
    )
    def usual_hours(self, request, form, object_id):
        home = self.fetch(request, object_id, self.writing_power)
        with transaction.atomic():
            Hours.objects.create(
                home=home, weekdays=[1, 2, 3, 4, 5], opens=time(17, 30), closes=time(21, 30)
            )
            Hours.objects.create(home=home, weekdays=[6, 7], opens=time(9), closes=time(21, 30))
            hours_changed([home.pk])
        self.log_change(request, home, "evenings and weekends")
        messages.success(request, _("The hours are added."))
        return close_dialog(reverse("admin:homes_home_change", args=[home.pk]) + "#hours")

    @action(description=_("Public page"), icon="open_in_new", attrs={"target": "_blank"})
    def see_page(self, request, object_id):
        home = self.get_object(request, object_id)
        return HttpResponseRedirect(reverse("homes:detail", args=[home.code]))

    @display(description=_("home"), ordering="name", header=True)
    def name_and_code(self, home):
        return [home.label, home.code]

    @display(description=_("status"), ordering="status", label=Tones(STATUS_COLOURS))
    def status_label(self, home):
        return home.status, home.get_status_display()

    @display(description=_("place"), ordering="division")
    def place(self, home) -> str:
        above = home.division.reporting_parent
        return f"{above.label} {home.division.label}" if above else home.division.label

    @display(description=_("hours set"), boolean=True)
    def hours_set(self, home) -> bool:
        return home.has_hours or home.scene == Scene.MOBILE

    @display(description=_("floor area"), ordering="area_m2")
    def area(self, home) -> str:
        return area_text(home.area_m2)
