"""What the page before the last tap knows: own bookings, a sure refusal, other times to offer."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from bookings.availability import alternatives, can_be_booked
from bookings.counting import over_quota
from bookings.models import Reservation
from bookings.rules import Wish, check_person
from bookings.slots import Choice, Slot
from common import clock
from common.errors import Refusal
from homes.models import Space
from unions.models import Person

# Refusals after which another time helps.
ABOUT_TIME = ("taken", "home_full", "closed", "past", "too_soon", "too_far", "step", "quota")


def own_then(reader: Person | AnonymousUser, choice: Choice, start: datetime) -> Reservation | None:
    """What the reader has booked there and then: who comes back by the browser meets it."""
    if not isinstance(reader, Person) or not choice.space.units:
        return None
    end = start + timedelta(minutes=choice.minutes)
    own = Reservation.objects.own(reader).booked().select_related("space")
    return own.in_the_way(choice.space, start, end).order_by("starts_at", "pk").first()


def foreseen(reader: Person | AnonymousUser, choice: Choice, start: datetime) -> Refusal | None:
    """Why the reader can't book there, whatever the time and whatever is filled in."""
    if not isinstance(reader, Person):
        return None
    end = start + timedelta(minutes=choice.minutes)
    try:
        check_person(Wish(reader, choice.space, start, end), clock.now())
    except Refusal as refusal:
        return refusal
    return None


def offers_for(
    person: Person, choice: Choice, start: datetime, refusal: Refusal
) -> list[tuple[Space, Slot]]:
    """Free times nearest to a refused one that the person can have."""
    if refusal.code not in ABOUT_TIME or not can_be_booked(choice.space):
        return []
    following = None
    if refusal.code == "quota":  # nothing before the quota's next day, or week, or month
        following = date.fromisoformat(refusal.extra["next"])
        start = datetime.combine(following, start.timetz())
    found = alternatives(choice.space, start, choice.minutes, choice.places, people=choice.people)
    return [
        (space, Slot(begin, end, choice.places))
        for space, begin, end in found
        if following is None
        or (begin.date() >= following and over_quota(person, space, begin, end) is None)
    ]
