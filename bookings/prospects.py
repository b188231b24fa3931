"""What the page before the last tap knows: own bookings, a sure refusal, other times to offer."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import AnonymousUser

from bookings.availability import alternatives, can_be_booked
from bookings.counting import over_quota
from bookings.holding import busy, people_in, places_in
from bookings.models import Reservation
from bookings.refusals import refuse
from bookings.rules import (
    SPACE_CHECKS,
    TIME_CHECKS,
    Wish,
    check_open,
    check_person,
    check_quotas,
)
from bookings.slots import Choice, Slot, last_day
from common import clock
from common.errors import Refusal
from homes.enums import Mode
from homes.models import Space
from unions.models import Person

# Refusals after which another time helps.
ABOUT_TIME = ("taken", "home_full", "closed", "past", "too_soon", "too_far", "step", "quota")
# Refusals that time may lift: whoever comes first in line gets what comes free.
WORTH_WAITING = ("taken", "home_full")


def own_then(reader: Person | AnonymousUser, choice: Choice, start: datetime) -> Reservation | None:
    """What the reader has booked there and then: who comes back by the browser meets it."""
    if not isinstance(reader, Person) or not choice.space.units:
        return None
    end = start + timedelta(minutes=choice.minutes)
    own = Reservation.objects.own(reader).booked().select_related("space")
    return own.in_the_way(choice.space, start, end).order_by("starts_at", "pk").first()


def foreseen(reader: Person | AnonymousUser, choice: Choice, start: datetime) -> Refusal | None:
    """Why this can't be booked, as far as it is sure before anything is filled in.

    What is ticked and how many come is asked on the page, so it is left open here.
    """
    person = reader if isinstance(reader, Person) else None
    end = start + timedelta(minutes=choice.minutes)
    wish = Wish(person, choice.space, start, end, choice.places)
    whose = (check_person,) if person is not None else ()
    try:
        for check in (*SPACE_CHECKS, *TIME_CHECKS, *whose, check_open, check_quotas, check_room):
            check(wish, clock.now())
    except Refusal as refusal:
        return refusal
    return None


def check_room(wish: Wish, now: datetime) -> None:
    """Whether it is free at this moment; only the booking itself makes sure."""
    space, home = wish.space, wish.space.home
    if not space.units:  # its tree is just being rebuilt
        return
    if places_in(space, *busy(space, wish.starts_at, wish.ends_at), wish.places) is None:
        raise refuse("taken", status=409)
    heads = wish.places if space.mode == Mode.PLACES else wish.people
    if home.cap is not None and people_in(home, wish.starts_at, wish.ends_at, heads) is None:
        raise refuse("home_full", status=409, cap=home.cap)


def needless(reader: Person | AnonymousUser, choice: Choice, start: datetime) -> Refusal | None:
    """Why nobody need, or can, stand in line for this; None where it is worth while.

    A home with a cap may be too full for a group, whose size is asked on the page.
    """
    refusal = foreseen(reader, choice, start)
    if refusal is None:
        return None if choice.asks_people else refuse("free_now", status=409)
    return None if refusal.code in WORTH_WAITING else refusal


def offers_for(
    person: Person | AnonymousUser, choice: Choice, start: datetime, refusal: Refusal
) -> list[tuple[Space, Slot]]:
    """Free times nearest to a refused one that the person can have."""
    if refusal.code not in ABOUT_TIME or not can_be_booked(choice.space):
        return []
    following = None
    if refusal.code == "quota":  # nothing before the quota's next day, or week, or month
        following = date.fromisoformat(refusal.extra["next"])
        start = datetime.combine(following, start.timetz())
    nearest = max(clock.today(), min(start.date(), last_day(choice.space)))
    start = datetime.combine(nearest, start.timetz())
    found = alternatives(choice.space, start, choice.minutes, choice.places, people=choice.people)
    return [
        (space, Slot(begin, end, choice.places))
        for space, begin, end in found
        if following is None
        or (
            begin.date() >= following
            and isinstance(person, Person)
            and over_quota(person, space, begin, end) is None
        )
    ]
