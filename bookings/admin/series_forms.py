"""Forms of series: the pattern, another time, how much to call off, and the dates chosen."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bookings.admin.sizes import PEOPLE_HELP, PLACES_HELP, too_many
from bookings.enums import Scope
from bookings.models import Reservation, Series
from bookings.series_plan import Turn
from common.admin_fields import CLASSES, TIME, span_text
from homes.models import Space
from unions.admin_forms import WorkerByPhoneForm

TEXT = {"class": CLASSES}
SELECT = forms.Select(attrs={"class": f"{CLASSES} max-w-2xl"})


class SeriesForm(WorkerByPhoneForm):
    """For a worker named by mobile number, or for a purpose of the home."""

    class Meta:
        model = Series
        fields = [
            "space",
            "weekdays",
            "starts",
            "ends",
            "first_on",
            "last_on",
            "every_weeks",
            "skip_holidays",
            "skip_closed",
            "places",
            "people",
            "purpose",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = self.fields["people"].required = False
        self.fields["places"].help_text = PLACES_HELP
        self.fields["people"].help_text = PEOPLE_HELP
        self.fields["phone"].help_text = _("Empty for what the home itself needs the space for.")

    def clean_people(self) -> int:
        return self.cleaned_data["people"] or 1

    def clean(self):
        data = super().clean()
        if data.get("space"):
            too_many(self, data["space"])
        if "phone" not in self.errors and not (data.get("phone") or data.get("purpose")):
            self.add_error("purpose", _("Say for whom or what the space is taken."))
        if self.errors.get("space") is None and data.get("space"):
            self.instance.home = data["space"].home
        return data


class Dates(forms.Form):
    """Which dates of a series it is about; `pivot` is one of them."""

    scope = forms.ChoiceField(label=_("Which dates"), choices=Scope.choices, widget=SELECT)
    pivot = forms.ModelChoiceField(
        label=_("from this date"),
        queryset=Reservation.objects.none(),
        required=False,
        empty_label=None,
        widget=SELECT,
        help_text=_("For one date, or for it and all later ones."),
    )
    note = forms.CharField(
        label=_("A word to the worker"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
    )

    def __init__(self, *args, rows: Iterable[Reservation], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pivot"].queryset = rows
        self.fields["pivot"].label_from_instance = dated
        self.fields["scope"].initial = Scope.ONE

    def clean(self):
        data = super().clean()
        if data.get("scope") != Scope.ALL and not data.get("pivot") and not self.errors:
            self.add_error("pivot", _("Choose a date."))
        return data


def dated(row: Reservation) -> str:
    return f"{span_text(row.starts_at, row.ends_at)} {row.space}"


class ChangeForm(Dates):
    """Another space or time for these dates."""

    space = forms.ModelChoiceField(
        label=_("space"), queryset=Space.objects.none(), empty_label=None, widget=SELECT
    )
    starts = forms.TimeField(label=_("from (time)"), widget=TIME)
    ends = forms.TimeField(label=_("to (time)"), widget=TIME)
    field_order = ["scope", "pivot", "space", "starts", "ends", "note"]

    def __init__(self, *args, series: Series, **kwargs):
        given = {"space": series.space, "starts": series.starts, "ends": series.ends}
        super().__init__(*args, initial={"scope": Scope.ALL, **given}, **kwargs)
        self.fields["space"].queryset = Space.objects.bookable().filter(home=series.home_id)


def packed(turn: Turn, reservation: Reservation | None = None) -> str:
    """A turn as the value of a tick box: the booking it is for, space, start, end."""
    times = f"{turn.starts_at.isoformat()}|{turn.ends_at.isoformat()}"
    return f"{reservation.pk if reservation else 0}|{turn.space.pk}|{times}"


def unpacked(values: Iterable[str], home_id: int) -> list[tuple[int, Turn]]:
    """What was ticked, as (number of the booking or 0, turn) in time order.

    Raises ValidationError for what is none of our values.
    """
    spaces = {space.pk: space for space in Space.objects.filter(home=home_id)}
    found = []
    for value in filter(None, values):
        try:
            booking, space, start, end = value.split("|")
            turn = Turn(
                spaces[int(space)], datetime.fromisoformat(start), datetime.fromisoformat(end)
            )
            found.append((int(booking), turn))
        except (ValueError, KeyError) as error:
            raise ValidationError(_("Choose the dates again.")) from error
    if any(turn.starts_at.tzinfo is None or turn.ends_at.tzinfo is None for _pk, turn in found):
        raise ValidationError(_("Choose the dates again."))
    return sorted(found, key=lambda pair: pair[1].starts_at)
