"""Filters of the admin's lists."""

from datetime import datetime, time, timedelta

from django.db.models import DateTimeField
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.contrib.filters.forms import RangeDateForm

from common.admin_fields import DATE
from common.clock import SHANGHAI


class DayRangeForm(RangeDateForm):
    """Two dates by the browser's own picker."""

    class Media:
        js: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = DATE


class DayRangeFilter(RangeDateFilter):
    """From a day to a day, both whole, in Asia/Shanghai; for dates and for moments."""

    form_class = DayRangeForm

    def __init__(self, field, *args, **kwargs):
        super().__init__(field, *args, **kwargs)
        if isinstance(field, DateTimeField):
            # "from" and "arrives" name a moment; what is chosen here are days.
            self.title = _("date")

    def queryset(self, request, queryset):
        first, last = self._day("from"), self._day("to")
        bounds = {}
        if first is not None:
            bounds[f"{self.field_path}__gte"] = self._start(first)
        if last is not None:
            bounds[f"{self.field_path}__lt"] = self._start(last + timedelta(days=1))
        return queryset.filter(**bounds)

    def said(self, chosen: dict[str, list[str]]) -> str:
        """The chosen days for people: from – to, either of which may be open."""
        first, last = (chosen.get(f"{self.field_path}_{end}", [""])[0] for end in ("from", "to"))
        if first and last:
            return f"{first} – {last}"
        text = _("from %(day)s on") if first else _("until %(day)s")
        return text % {"day": first or last}

    def _day(self, end: str):
        """The day given for one end; None where there is none or it makes no sense."""
        try:
            return parse_date(self.used_parameters.get(f"{self.field_path}_{end}") or "")
        except ValueError:
            return None

    def _start(self, day):
        moment = isinstance(self.field, DateTimeField)
        return datetime.combine(day, time(0), SHANGHAI) if moment else day
