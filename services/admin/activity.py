from django.contrib import admin
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from common.admin import ReadOnlyInline
from homes.admin import OfHomeAdmin
from homes.admin.filters import OfHomeDivisionFilter
from services.models import Activity, Session


class SessionInline(ReadOnlyInline):
    model = Session
    fields = ["on", "starts_at", "ends_at", "space", "state", "taken", "capacity", "person_times"]
    readonly_fields = fields
    show_change_link = True
    hide_title = False
    per_page = 20

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("space", "activity")


@admin.register(Activity)
class ActivityAdmin(OfHomeAdmin):
    list_display = ["name", "home", "item", "sessions_count", "person_times"]
    list_select_related = ["home", "item"]
    list_filter = [OfHomeDivisionFilter]
    search_fields = ["name", "name_en", "home__name", "home__code"]
    autocomplete_fields = ["home", "item"]
    inlines = [SessionInline]

    def get_queryset(self, request):
        counts = {"times": Sum("sessions__person_times"), "count": Count("sessions")}
        return super().get_queryset(request).select_related("home").annotate(**counts)

    def choice_label(self, row):
        return f"{row.home} · {row}"

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        return ["home"] if obj else []

    @display(description=_("sessions"), ordering="count")
    def sessions_count(self, row) -> int:
        return row.count

    @display(description=_("person-times"), ordering="times")
    def person_times(self, row) -> str:
        return f"{row.times:,}" if row.times else "–"
