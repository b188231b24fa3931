"""Form fields and widgets of the admin: the browser's own date pickers, money in yuan."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import BASE_INPUT_CLASSES, INPUT_CLASSES

from common import clock
from common.errors import Refusal
from common.money import yuan
from common.parsing.identifiers import uscc
from common.parsing.numbers import yuan as fen_of_yuan
from common.weekdays import WEEKDAYS

# Phones open their own picker for these types; the values are ISO whatever the language.
CLASSES = " ".join(BASE_INPUT_CLASSES)
DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": f"{CLASSES} max-w-48"})
TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": f"{CLASSES} max-w-40"})
MOMENT = forms.DateTimeInput(
    format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": f"{CLASSES} max-w-64"}
)
NATIVE_PICKERS = {
    models.DateField: {"widget": DATE},
    models.TimeField: {"widget": TIME},
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MOMENT},
}


class YuanField(forms.Field):
    """An amount typed in yuan with up to two decimals; its value is whole fen."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "class": f"{CLASSES} max-w-48", "placeholder": "0.00"}
    )

    def prepare_value(self, value):
        return f"{yuan(value):,}" if isinstance(value, int) else value

    def to_python(self, value) -> int | None:
        if value is None or isinstance(value, int):
            return value
        try:
            return fen_of_yuan(value)
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal

    def has_changed(self, initial, data) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class UsccField(forms.CharField):
    """A unified social credit code whose check digit is right, or nothing."""

    def to_python(self, value) -> str:
        try:
            return uscc(super().to_python(value)) or ""
        except Refusal as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal


class MonthDayField(forms.Field):
    """A day of every year typed as 6-1 or 06-01; its value is month × 100 + day."""

    widget = forms.TextInput(attrs={"class": f"{CLASSES} max-w-24", "placeholder": "6-1"})

    def prepare_value(self, value):
        return f"{value // 100}-{value % 100}" if isinstance(value, int) else value

    def to_python(self, value) -> int | None:
        if not value:
            return None
        month, day = self._parts(str(value))
        try:
            # A leap year, so that 29 February is a day too.
            date(2024, month, day)
        except ValueError as error:
            raise ValidationError(_("Write month and day, such as 6-1."), code="day") from error
        return month * 100 + day

    @staticmethod
    def _parts(text: str) -> tuple[int, int]:
        found = re.fullmatch(r"\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*", text)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    def has_changed(self, initial, data) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes in a row that wraps; admin.css draws them as chips."""

    template_name = "admin/widgets/ticks.html"


def ticks(choices, **kwargs) -> forms.TypedMultipleChoiceField:
    """Tick boxes for a list of values, such as an ArrayField with choices."""
    kwargs.setdefault("coerce", str)
    return forms.TypedMultipleChoiceField(
        choices=choices,
        widget=Ticks,
        **kwargs,
    )


# What is kept in fen is typed in yuan, and says so.
FEN_LABELS = {"amount_fen": _("amount (yuan)"), "price_fen": _("price (yuan; 0: free)")}


def special_field(db_field: models.Field) -> forms.Field | None:
    """The form field for money, credit codes and lists of choices; None for all others."""
    common = {"label": capfirst(db_field.verbose_name), "required": not db_field.blank}
    if db_field.name.endswith("_fen"):
        label = capfirst(FEN_LABELS.get(db_field.name, db_field.verbose_name))
        return YuanField(initial=db_field.get_default(), **{**common, "label": label})
    if db_field.name.endswith("uscc"):
        text = forms.TextInput(attrs={"class": " ".join(INPUT_CLASSES), "maxlength": 22})
        return UsccField(widget=text, help_text=db_field.help_text, **common)
    if db_field.name in ("season_from", "season_to"):
        return MonthDayField(**common)
    if isinstance(db_field, ArrayField) and db_field.base_field.choices:
        return ticks(db_field.base_field.choices, **common)
    if isinstance(db_field, ArrayField) and db_field.name == "weekdays":
        return ticks(WEEKDAYS, coerce=int, label=capfirst(_("weekdays")), required=True)
    return None


def yuan_text(fen: int | None) -> str:
    """12,345.60, or a dash where there is no amount."""
    return "–" if fen is None else f"{yuan(fen):,}"


class Tones(dict):
    """Colours of a list's badges by state; a state without one is grey and keeps its word.

    With a plain dict the theme shows the code of such a state.
    """

    def __missing__(self, key) -> str:
        return "default"


def span_text(starts_at: datetime, ends_at: datetime) -> str:
    """11-24 周二 19:00–20:00 in Asia/Shanghai; with the year where it is not the present one.

    A midnight is the end of its day; what ends on another day says which.
    """
    start, end = starts_at.astimezone(clock.SHANGHAI), ends_at.astimezone(clock.SHANGHAI)
    until = deadline_text(end)
    same_day = until.rpartition(" ")[0] == day_text(start)
    return f"{day_text(start)} {start:%H:%M}{f'–{until[-5:]}' if same_day else f' – {until}'}"


def day_text(moment: datetime) -> str:
    """11-24 周二 in Asia/Shanghai; with the year where it is not the present one."""
    here = moment.astimezone(clock.SHANGHAI)
    day = f"{here:%m-%d}" if here.year == clock.today().year else f"{here:%Y-%m-%d}"
    return f"{day} {WEEKDAYS[here.weekday()][1]}"


def moment_text(moment: datetime) -> str:
    """11-24 周二 19:05 in Asia/Shanghai."""
    return f"{day_text(moment)} {moment.astimezone(clock.SHANGHAI):%H:%M}"


def deadline_text(moment: datetime) -> str:
    """As moment_text; a midnight is the end of the day before: 11-23 周一 24:00."""
    here = moment.astimezone(clock.SHANGHAI)
    if here.hour == here.minute == 0:
        return f"{day_text(here - timedelta(days=1))} 24:00"
    return moment_text(here)


def area_text(area: Decimal | None) -> str:
    """1,500 m², or a dash where none is known."""
    return f"{area:,.0f} m²" if area else "–"
