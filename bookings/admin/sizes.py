"""How many come, as the forms of the desk and of series ask for it."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.rules import Wish, check_people, check_places
from common import clock
from common.errors import Refusal
from homes.models import Space

PLACES_HELP = _("Of a space by places; 1 for a space that is booked as a whole.")
PEOPLE_HELP = _("Of a space booked as a whole: it counts where the home lets in only so many.")


def too_many(form: forms.ModelForm, space: Space) -> None:
    """Say at the field itself where more are wanted than the space takes."""
    now, data = clock.now(), form.cleaned_data
    sizes = {name: data[name] for name in ("places", "people") if data.get(name)}
    wish = Wish(None, space, now, now + timedelta(minutes=1), **sizes)
    for name, check in (("places", check_places), ("people", check_people)):
        try:
            check(wish, now)
        except Refusal as refusal:
            form.add_error(name, str(refusal))
