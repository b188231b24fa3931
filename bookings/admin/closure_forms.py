"""The form of a closure: what, where, when, why."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib.admin import site
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelect2MultipleWidget

from bookings.enums import ClosureKind
from bookings.models import Closure
from common import clock
from common.admin_fields import CLASSES, DATE, TIME
from homes.enums import IN_OPERATION, Scene
from homes.models import Home, Space
from homes.opening import Interval, opening
from unions.enums import Power
from unions.models import Division
from unions.scope import sees_all, union_paths

TEXT = {"class": CLASSES}
SELECT = forms.Select(attrs={"class": f"{CLASSES} max-w-2xl"})
OF_SPACE = (ClosureKind.BLOCK, ClosureKind.FAULT)
DATED = (ClosureKind.HOURS, ClosureKind.BLOCK)
KINDS = [choice for choice in ClosureKind.choices if choice[0] != ClosureKind.OUTSIDE]
DAYS, THROUGH, EACH = "days", "through", "each"
HOW = [
    (DAYS, _("whole days")),
    (THROUGH, _("from the first time to the last, without a break")),
    (EACH, _("at these times on each of the days")),
]


def several() -> UnfoldAdminSelect2MultipleWidget:
    """A box for several rows that are all on the page.

    The class that it loses has Django's script, which comes with the box of spaces, ask the
    server for choices.
    """
    widget = UnfoldAdminSelect2MultipleWidget()
    widget.attrs["class"] = widget.attrs["class"].replace(" admin-autocomplete", "")
    return widget


class IndentedDivisions(forms.ModelMultipleChoiceField):
    """Counties below their city; a city stands for all its counties."""

    def label_from_instance(self, division: Division) -> str:
        is_county = division.reporting_parent is not None and division.reporting_parent.parent_id
        return f"{'　' if is_county else ''}{division.label}"


class ClosureForm(forms.Form):
    """Homes by name, by county or city, or one space; only what the cadre may change."""

    kind = forms.ChoiceField(label=_("What"), choices=KINDS, widget=SELECT)
    divisions = IndentedDivisions(
        label=_("All homes of these counties or cities"),
        queryset=Division.objects.none(),
        required=False,
        widget=several(),
    )
    homes = forms.ModelMultipleChoiceField(
        label=_("These homes"),
        queryset=Home.objects.none(),
        required=False,
        widget=several(),
    )
    space = forms.ModelChoiceField(
        label=_("This space"),
        queryset=Space.objects.none(),
        required=False,
        help_text=_("For maintenance or a fault."),
        widget=AutocompleteSelect(Closure._meta.get_field("space"), site),
        error_messages={
            "invalid_choice": _("Choose a space that you may change, of a home in operation.")
        },
    )
    starts_on = forms.DateField(label=_("first day"), required=False, widget=DATE)
    ends_on = forms.DateField(label=_("last day"), required=False, widget=DATE)
    how = forms.ChoiceField(label=_("When on these days"), choices=HOW, widget=SELECT)
    starts = forms.TimeField(label=_("from (time)"), required=False, widget=TIME)
    ends = forms.TimeField(label=_("to (time)"), required=False, widget=TIME)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=120,
        help_text=_("Everybody reads it on the home's page, and so does who loses a booking."),
        widget=forms.TextInput(attrs=TEXT),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.mine = Home.objects.visible_to(user, Power.EDIT).in_operation()
        self.fields["homes"].queryset = self.mine.order_by("code")
        if self.mine.count() == 1 and not self.initial.get("homes"):
            self.initial["homes"] = [self.mine.get().pk]
        used = self.mine.values("division")
        divisions = Division.objects.filter(pk__in=used) | Division.objects.filter(
            reporting_children__in=used, parent__isnull=False
        )
        self.fields["divisions"].queryset = (
            divisions.select_related("reporting_parent").distinct().order_by("code")
        )
        if not union_paths(user, Power.EDIT) and not sees_all(user):
            # Who keeps single homes names them; counties and cities are for unions.
            del self.fields["divisions"]
        spaces = Space.objects.visible_to(user, Power.EDIT).filter(home__status__in=IN_OPERATION)
        self.fields["space"].queryset = spaces.select_related("home").order_by("home__code", "pk")
        self.fields["space"].label_from_instance = lambda row: f"{row.home} · {row}"

    @property
    def has_mobile_homes(self) -> bool:
        return self.mine.filter(scene=Scene.MOBILE).exists()

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if kind in OF_SPACE and not data.get("space") and "space" not in self.errors:
            self.add_error("space", _("Choose the space."))
        if kind in DATED:
            self._clean_dates(data)
        return data

    def _clean_dates(self, data: dict) -> None:
        first, last = data.get("starts_on"), data.get("ends_on")
        for name, value in (("starts_on", first), ("ends_on", last)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Give the date."))
        if first and last and last < first:
            self.add_error("ends_on", _("The end lies before the start."))
        if data.get("how") != DAYS:
            for name in ("starts", "ends"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give the time."))

    def wanted(self) -> dict:
        """What `bookings.closures.draft` asks for."""
        data = self.cleaned_data
        of_space = data["kind"] in OF_SPACE
        return {
            "kind": data["kind"],
            "space": data["space"] if of_space else None,
            "homes": [data["space"].home] if of_space else self._homes(),
            "windows": self._windows() if data["kind"] in DATED else [],
            "whole_days": data["how"] == DAYS,
            "reason": data["reason"],
        }

    def _homes(self) -> list[Home]:
        chosen = self.cleaned_data.get("divisions", Division.objects.none())
        by_place = self.mine.filter(division__in=chosen) | self.mine.filter(
            division__reporting_parent__in=chosen
        )
        by_name = self.cleaned_data["homes"]
        found = {home.pk: home for home in [*by_place, *by_name]}
        return sorted(found.values(), key=lambda home: home.code)

    def _windows(self) -> list[Interval]:
        data = self.cleaned_data
        first, last, how = data["starts_on"], data["ends_on"], data["how"]
        if how == DAYS:
            return [(_at(first, time()), _at(last + timedelta(days=1), time()))]
        if how == THROUGH:
            return [(_at(first, data["starts"]), _at(last, data["ends"]))]
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return [opening(day, data["starts"], data["ends"]) for day in days]


def _at(day, moment: time) -> datetime:
    return datetime.combine(day, moment, clock.SHANGHAI)
