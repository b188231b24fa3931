"""The statutory holiday that comes next, as the State Council's notice was entered."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homes.enums import DayKind
from homes.models import CalendarDay

# Names as the notice has them, so that English pages can say them too.
NAMES = {
    "元旦": gettext_lazy("New Year's Day"),
    "春节": gettext_lazy("Spring Festival"),
    "清明节": gettext_lazy("Qingming Festival"),
    "劳动节": gettext_lazy("Labour Day"),
    "端午节": gettext_lazy("Dragon Boat Festival"),
    "中秋节": gettext_lazy("Mid-Autumn Festival"),
    "国庆节": gettext_lazy("National Day"),
}
LONGEST = 10


@dataclass(frozen=True)
class Holiday:
    """Days off in a row, `first` and `last` included; those that are over are left out."""

    name: str
    first: date
    last: date

    @property
    def label(self) -> str:
        return str(NAMES.get(self.name, self.name))


def coming_holiday(today: date) -> Holiday | None:
    """The running or next holiday; None where no notice names one from today on."""
    rows = CalendarDay.objects.filter(on__gte=today, kind=DayKind.HOLIDAY).order_by("on")
    ahead = list(rows.values_list("on", "name")[:LONGEST])
    if not ahead:
        return None
    first, name = ahead[0]
    last = first
    for day, _name in ahead[1:]:
        if day != last + timedelta(days=1):
            break
        last = day
    return Holiday(name, first, last)


def not_announced() -> str:
    """What to say while no holiday is known: that the year's notice has not come out."""
    missing = CalendarDay.years_missing()
    if not missing:
        return ""
    return _("The holidays of %(year)s have not been announced yet.") % {"year": missing[0]}
