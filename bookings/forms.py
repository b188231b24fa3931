"""The forms of the time-first search, which takes whatever is typed, and of an appeal."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.slots import LENGTHS, USUAL_MINUTES
from bookings.wording import duration
from common import clock
from homes.forms import city_choices, facility_choices, parse_near
from homes.models import Facility
from unions.models import Division

DAYS_AHEAD = 60


class AppealForm(forms.Form):
    """Why a strike is wrong, in the person's own words."""

    text = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=500,
    )


class FreeForm(forms.Form):
    day = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    near = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, cities: list[Division], facilities: list[Facility]):
        super().__init__(data)
        lengths = [(str(minutes), duration(minutes)) for minutes in LENGTHS]
        choices = {
            "facility": (_("What you want to do"), facility_choices(facilities)),
            "minutes": (_("How long"), lengths),
            "city": (_("City"), city_choices(cities)),
        }
        for name, (label, options) in choices.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=options, required=False)
        first = clock.today()
        self.fields["day"].widget.attrs |= {
            "min": str(first),
            "max": str(first + timedelta(days=DAYS_AHEAD)),
        }
        self.full_clean()
        self.data = {**self.data.dict(), "day": self.on, "minutes": str(self.minutes)}

    @property
    def on(self) -> date:
        """The date asked for; today where there is none that can be booked."""
        day = self.cleaned_data.get("day") or clock.today()
        return day if 0 <= (day - clock.today()).days <= DAYS_AHEAD else clock.today()

    @property
    def minutes(self) -> int:
        return int(self.cleaned_data.get("minutes") or USUAL_MINUTES)

    def search(self) -> dict:
        """What `bookings.search.find_free` asks for."""
        return {
            "day": self.on,
            "minutes": self.minutes,
            "facility": self.cleaned_data.get("facility", ""),
            "city": self.cleaned_data.get("city", ""),
            "near": parse_near(self.cleaned_data.get("near", "")),
        }
