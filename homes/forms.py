"""The search form of the public pages. Whatever is typed gives a page, never an error."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from common import datum
from common.datum import Point
from homes.enums import Admission, Scene
from homes.holidays import Holiday
from homes.models import Facility
from homes.wishes import Period, Wish, at, each_day, evening, midnight, next_24_hours, on_date
from unions.models import Division

DAYS_AHEAD = 180


def parse_near(text: str) -> Point | None:
    """ "24.744,118.665" as a point (latitude, longitude, WGS84); None where it is none here."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return Point(lat, lon) if datum.in_province(lat, lon) else None


def city_choices(cities: list[Division]) -> list[tuple[str, str]]:
    return [("", str(_("All cities"))), *((city.code, city.label) for city in cities)]


def facility_choices(facilities: list[Facility]) -> list[tuple[str, str]]:
    kinds = ((facility.code, facility.label) for facility in facilities)
    return [("", pgettext("facilities", "Everything")), *kinds]


def when_choices(now: datetime, holiday: Holiday | None) -> list[tuple[str, str]]:
    """Any time, now, this evening (or tomorrow's, once it is over), the holiday, a date."""
    tonight = evening(now).start.date() == now.date()
    choices = [
        ("", _("Any time")),
        ("1", _("Open now")),
        ("tonight", _("Tonight 19–21") if tonight else _("Tomorrow evening 19–21")),
        ("date", _("Choose a time")),
    ]
    if holiday:
        choices.append(("holiday", _("Open on %(holiday)s") % {"holiday": holiday.label}))
    return choices


class FindForm(forms.Form):
    q = forms.CharField(label=_("Name or place"), max_length=60, required=False)
    scene = forms.ChoiceField(
        label=_("Kind of place"), choices=[("", _("All kinds")), *Scene.choices], required=False
    )
    admission = forms.ChoiceField(
        label=_("Who may enter"),
        choices=[
            ("", _("Whoever may enter")),
            (Admission.EVERYONE, _("Residents may enter")),
            (Admission.WORKERS, _("Workers who are not members may enter")),
            (Admission.MEMBERS, _("Union members may enter")),
        ],
        required=False,
    )
    all_day = forms.BooleanField(label=_("Open 24 hours"), required=False)
    day = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    start = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    end = forms.TimeField(
        label=_("To"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    near = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data,
        *,
        now: datetime,
        cities: list[Division],
        facilities: list[Facility],
        holiday: Holiday | None,
    ):
        super().__init__(data)
        self.now, self.holiday = now, holiday
        self.fields["open"] = forms.ChoiceField(
            label=_("When"), choices=when_choices(now, holiday), required=False
        )
        self.fields["city"] = forms.ChoiceField(
            label=_("City"), choices=city_choices(cities), required=False
        )
        self.fields["facility"] = forms.ChoiceField(
            label=_("What you want to do"), choices=facility_choices(facilities), required=False
        )
        last = now.date() + timedelta(days=DAYS_AHEAD)
        self.fields["day"].widget.attrs |= {"min": str(now.date()), "max": str(last)}

    @property
    def chosen_time(self) -> str:
        """The value of the time that is chosen, "" where it is none of the choices."""
        return self.cleaned_data.get("open", "")

    @property
    def date_fields(self) -> list:
        return [self[name] for name in ("day", "start", "end")]

    def wish(self) -> Wish:
        """The search; a field that makes no sense does not restrict."""
        self.full_clean()
        data = self.cleaned_data
        chosen = self.chosen_period(data)
        periods = [chosen] if chosen else []
        if data.get("all_day"):
            periods.append(next_24_hours(self.now))
        later = chosen and chosen.start.date() != self.now.date()
        return Wish(
            text=data.get("q", ""),
            city=data.get("city", ""),
            scene=data.get("scene", ""),
            facility=data.get("facility", ""),
            admission=data.get("admission", ""),
            near=parse_near(data.get("near", "")),
            periods=tuple(periods),
            day=midnight(chosen.start) if chosen and later else None,
        )

    def chosen_period(self, data: dict) -> Period | None:
        """The time that the reader chose, if any."""
        match data.get("open"):
            case "1":
                return at(self.now)
            case "tonight":
                return evening(self.now)
            case "holiday" if self.holiday:
                return each_day(self.holiday.first, self.holiday.last)
            case "date":
                day: date = data.get("day") or self.now.date()
                if 0 <= (day - self.now.date()).days <= DAYS_AHEAD:
                    return on_date(day, data.get("start"), data.get("end"), self.now)
        return None
