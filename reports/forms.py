from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from common import clock
from reports.enums import ReportKind
from reports.models import Standard
from reports.period import Period, last_months
from unions.models import Union

FIRST_DAY = date(2000, 1, 1)
MONTHS_SHOWN = 12
YEARS_AT_MOST = 10


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def day_field(label) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput(), input_formats=["%Y-%m-%d"])


class PeriodForm(forms.Form):
    """Two days, both included, in order and at most ten years apart."""

    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))

    def clean(self) -> dict:
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and starts_on < FIRST_DAY:
            self.add_error("starts_on", _("Choose a day from 2000 on."))
        elif starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The period ends before it starts."))
        elif starts_on and ends_on and ends_on.year - starts_on.year > YEARS_AT_MOST:
            self.add_error("ends_on", _("Choose a period of at most ten years."))
        return data

    def period(self) -> Period:
        return Period(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"])


class DashboardForm(PeriodForm):
    """What the dashboard shows: the last twelve months and the default standard unless asked."""

    standard = forms.ModelChoiceField(
        label=_("Standard"), queryset=Standard.objects.all(), empty_label=None
    )

    @classmethod
    def of(cls, data) -> "DashboardForm":
        """Bound to `data`, completed by what is not asked."""
        usual = last_months(clock.today(), MONTHS_SHOWN)
        default = Standard.objects.filter(is_default=True).first()
        return cls(
            {
                "starts_on": data.get("starts_on") or usual.starts_on,
                "ends_on": data.get("ends_on") or usual.ends_on,
                "standard": data.get("standard") or (default and default.pk),
            }
        )


class ReportForm(PeriodForm):
    """Ask for a report on one of the unions in scope."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ReportKind.choices)
    union = forms.ModelChoiceField(label=_("Union"), queryset=Union.objects.none())
    field_order = ["kind", "union", "starts_on", "ends_on"]

    def __init__(self, *args, unions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["union"].queryset = unions
