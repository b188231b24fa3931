"""The form of booking rules: beside each field stands what it would inherit, and from whom."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from bookings.explaining import Explained, explained
from bookings.models import NO_LIMIT, RuleSet
from bookings.rule_fields import DEFAULTS, NAMES
from bookings.rule_sets import Owner
from common.admin_forms import PortalForm
from homes.enums import LateCancel
from homes.models import Home

FLAGS = tuple(name for name in NAMES if isinstance(DEFAULTS[name], bool))
MOST_A_DAY = 10
HINTS = {
    "check_in_required": gettext_lazy(
        "Yes only where a QR plaque or the list of today is in use: whoever does not check in "
        "has missed the booking."
    ),
    "grace_minutes": gettext_lazy(
        "After so long without a check-in the place goes to others; 0: never."
    ),
    "keep_minutes": gettext_lazy(
        "What comes free is kept for the first in line, at night until 8:30, never beyond the "
        "start."
    ),
}
OWNERS = ("union", "home", "space")


def flag(text: str) -> bool | None:
    return {"True": True, "False": False}.get(text)


class RuleSetForm(PortalForm):
    """Empty fields are inherited. `owner` is known once the page is about one."""

    cap = forms.IntegerField(
        label=gettext_lazy("people at once by booking"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=gettext_lazy(
            "How many people bookings may bring into the whole home at once, as the fire rule "
            "says. Empty: as many as its spaces hold."
        ),
    )

    class Meta:
        model = RuleSet
        fields = [*OWNERS, *NAMES]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = self._owner()
        found = explained(self.owner, inherited=True) if self.owner is not None else []
        inherited = {row.rule.name: row for row in found}
        for name in NAMES:
            if name in self.fields:
                self._explain(name, inherited.get(name))
        if isinstance(self.owner, Home) and "cap" in self.fields:
            self.initial["cap"] = self.owner.cap

    def _owner(self) -> Owner | None:
        if self.instance.owner is not None:
            return self.instance.owner
        for name in OWNERS:
            key = self.data.get(name) or self.initial.get(name)
            if name in self.fields and key and str(key).isdecimal():
                return self.fields[name].queryset.filter(pk=key).first()
        return None

    def _explain(self, name: str, row: Explained | None) -> None:
        value = _("inherited") if row is None else _("inherited: %(value)s") % {"value": row.text}
        if name in FLAGS:
            choices = [("", value), ("True", _("yes")), ("False", _("no"))]
            self._choose(name, choices, flag)
        elif name == "late_cancel":
            kinds = [(each.value, str(each.label)) for each in LateCancel]
            self._choose(name, [("", value), *kinds], str)
        elif name == "daily_quota":
            present = self.instance.daily_quota
            numbers = {*range(1, MOST_A_DAY + 1), *([present] if present not in (None, -1) else [])}
            choices = [("", value), (str(NO_LIMIT), _("no limit"))]
            self._choose(name, [*choices, *((str(n), str(n)) for n in sorted(numbers))], int)
        field = self.fields[name]
        if row is not None:
            facts = {"source": row.source_text, "value": row.text}
            field.help_text = _("Empty: as %(source)s says, %(value)s") % facts
        if hint := HINTS.get(name):
            field.help_text = f"{hint} {field.help_text}"

    def _choose(self, name: str, choices: list[tuple[str, str]], coerce) -> None:
        self.fields[name] = forms.TypedChoiceField(
            label=self.fields[name].label,
            choices=choices,
            coerce=coerce,
            empty_value=None,
            required=False,
            widget=UnfoldAdminSelectWidget,
        )

    def clean(self):
        data = super().clean()
        given = [data.get(name) for name in OWNERS if data.get(name) is not None]
        if self.instance.pk is None and len(given) != 1:
            self.add_error(None, _("Choose a union, a home or a space, and one of them only."))
        elif self.instance.pk is None and RuleSet.objects.filter(
            **{name: data[name] for name in OWNERS if data.get(name) is not None}
        ):
            self.add_error(None, _("This one has rules already. Change those."))
        return data
