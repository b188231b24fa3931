"""Who keeps a home and wants to book there: somebody else decides, where there is anybody."""

from django.utils.translation import pgettext

from bookings.models import Reservation
from bookings.refusals import refuse
from homes.keepers import keepers_of, others_who_may
from homes.models import Home
from unions.models import Person

NAMED = 3


def whom_to_ask(reservation: Reservation) -> list[Person]:
    """The cadres who are told of a request: the home's, but for who asks."""
    person = reservation.person
    told = keepers_of(reservation.home)
    if person is None or person not in told:
        return told
    return others_who_may(reservation.home, person) or told


def needs_another(home: Home, *, person: Person | None, by: Person | None) -> bool:
    """Whether a cadre at the desk books for herself what somebody else should approve."""
    if person is None or by is None or person.pk != by.pk:
        return False
    return bool(others_who_may(home, by))


def can_approve(reservation: Reservation, by: Person) -> None:
    """Refuse to let somebody approve an own request, unless nobody else may."""
    if reservation.person_id != by.pk:
        return
    if others := others_who_may(reservation.home, by):
        names = pgettext("between names", ", ").join(each.display_name for each in others[:NAMED])
        raise refuse("own_request", who=names)
