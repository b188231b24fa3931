"""Filters by place, hours and term."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from common import clock
from homes.enums import Scene
from homes.models import Home, Hours
from unions.models import Division

ENDING_SOON = timedelta(days=60)


class DivisionFilter(DropdownFilter):
    """By city or county, offering those with homes that the user sees; a city includes all."""

    title = _("division")
    parameter_name = "division"
    prefix = ""

    def lookups(self, request, model_admin):
        seen = Home.objects.visible_to(request.user).values("division")
        used = Q(pk__in=seen) | Q(reporting_children__in=seen)
        divisions = Division.objects.filter(used).exclude(parent=None).distinct()
        rows = divisions.values_list("code", "name", "name_en", "reporting_parent__parent")
        return [
            (code, f"{'　' if county else ''}{name}")
            for code, name, _name_en, county in sorted(rows, key=lambda row: row[0])
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        place = f"{self.prefix}division"
        return queryset.filter(
            Q(**{place: self.value()}) | Q(**{f"{place}__reporting_parent": self.value()})
        )


class OfHomeDivisionFilter(DivisionFilter):
    """The same for rows that belong to a home."""

    prefix = "home__"


class HasHoursFilter(DropdownFilter):
    title = _("opening hours")
    parameter_name = "has_hours"

    def lookups(self, request, model_admin):
        return [("yes", _("with opening hours")), ("no", _("without opening hours"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        hours = Exists(Hours.objects.filter(home=OuterRef("pk")))
        if self.value() == "yes":
            return queryset.filter(hours)
        return queryset.in_operation().exclude(scene=Scene.MOBILE).filter(~hours)


class TermFilter(DropdownFilter):
    """By the end of a term: running, ending within 60 days, over."""

    title = _("term")
    parameter_name = "term"

    def lookups(self, request, model_admin):
        return [
            ("running", _("running")),
            ("ending", _("ends within 60 days")),
            ("over", _("over")),
        ]

    def queryset(self, request, queryset):
        today = clock.today()
        if self.value() == "running":
            return queryset.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        if self.value() == "ending":
            return queryset.filter(ends_on__range=(today, today + ENDING_SOON))
        if self.value() == "over":
            return queryset.filter(ends_on__lt=today)
        return queryset
