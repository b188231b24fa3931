"""Changes to many spaces at once, and what a home's new status means for its bookings."""

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from bookings.conditions import set_condition
from bookings.models import Reservation
from bookings.spaces import coming_bookings
from common import clock
from common.admin_bulk import BulkChange
from common.admin_fields import CLASSES
from homes.enums import IN_OPERATION, Condition
from homes.models import Home, Space
from unions.models import Person


class ConditionForm(forms.Form):
    condition = forms.ChoiceField(
        label=gettext_lazy("condition"),
        choices=Condition.choices,
        initial=Condition.FAULT,
        widget=UnfoldAdminSelectWidget(),
    )
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": CLASSES}),
    )


def sentence(count: int) -> str:
    text = ngettext(
        "%(count)s coming booking stays; cancel it yourself where it can't be kept.",
        "%(count)s coming bookings stay; cancel them yourself where they can't be kept.",
        count,
    )
    return text % {"count": count}


def bookings_of_spaces(spaces: list[Space], data: dict) -> dict[int, str]:
    """What is booked in spaces that go out of use."""
    if data["condition"] == Condition.IN_USE:
        return {}
    return {space: sentence(count) for space, count in coming_bookings(spaces).items()}


def bookings_of_homes(homes: list[Home], data: dict) -> dict[int, str]:
    """What is booked after the day from which a home is no longer in operation."""
    if data["status"] in IN_OPERATION:
        return {}
    held = Reservation.objects.holding().filter(
        home__in=homes, ends_at__gt=clock.now(), starts_at__date__gte=data["on"]
    )
    counts = held.order_by().values_list("home").annotate(Count("pk"))
    return {home: sentence(count) for home, count in counts}


def apply_condition(space: Space, data: dict, by: Person) -> None:
    set_condition(space=space, condition=data["condition"], note=data["note"], by=by)


CONDITION = BulkChange(
    name="condition",
    title=gettext_lazy("Change the condition, with a preview"),
    form_class=ConditionForm,
    present=lambda space, data: space.get_condition_display(),
    wanted=lambda space, data: str(Condition(data["condition"]).label),
    check=lambda space, data: None,
    apply=apply_condition,
    # Trees are locked in one order: two cadres at once wait for each other and no longer.
    order=("root_id", "pk"),
    notes=[bookings_of_spaces],
)
