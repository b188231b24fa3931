"""The checks a booking must pass, each small, each with its reason code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.enums import HOLDING, Source, State
from bookings.models import Reservation
from bookings.refusals import refuse
from common import clock
from homes.enums import IN_OPERATION, Condition, Mode
from homes.hours import is_open
from homes.models import Space
from unions.enums import MemberStatus
from unions.models import Person

CHECK_IN_OPENS = timedelta(minutes=30)
# States that used a person's turn, so that booking and not coming does not win a second one.
COUNTED = (*HOLDING, State.COMPLETED, State.NO_SHOW)


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book; `instead_of` is the reservation that it would replace."""

    person: Person | None
    space: Space
    starts_at: datetime
    ends_at: datetime
    places: int = 1
    instead_of: Reservation | None = None

    @property
    def minutes(self) -> float:
        return (self.ends_at - self.starts_at).total_seconds() / 60


def check_space(wish: Wish, now: datetime) -> None:
    space = wish.space
    if space.mode == Mode.WALK_IN:
        raise refuse("walk_in")
    if space.condition != Condition.IN_USE or space.home.status not in IN_OPERATION:
        raise refuse("not_bookable")
    most = space.capacity if space.mode == Mode.PLACES else 1
    if wish.places > most:
        raise refuse("places", places=most)


def check_ahead(wish: Wish, now: datetime) -> None:
    space = wish.space
    if wish.starts_at < now:
        raise refuse("past")
    if wish.starts_at < now + timedelta(minutes=space.lead_minutes):
        raise refuse("too_soon", minutes=space.lead_minutes)
    last = now.date() + timedelta(days=space.horizon_days)
    if wish.starts_at.astimezone(clock.SHANGHAI).date() > last:
        raise refuse("too_far", days=space.horizon_days)


def check_length(wish: Wish, now: datetime) -> None:
    space = wish.space
    if wish.minutes < space.min_minutes:
        raise refuse("too_short", minutes=space.min_minutes)
    if wish.minutes > space.max_minutes:
        raise refuse("too_long", minutes=space.max_minutes)
    start = wish.starts_at.astimezone(clock.SHANGHAI)
    past_midnight = start.hour * 60 + start.minute
    crooked = start.second or start.microsecond or past_midnight % space.step_minutes
    if crooked or wish.minutes % space.step_minutes:
        raise refuse("step", minutes=space.step_minutes)


def check_open(wish: Wish, now: datetime) -> None:
    if not is_open(wish.space.home, wish.starts_at, wish.ends_at):
        raise refuse("closed")


def check_person(wish: Wish, now: datetime) -> None:
    if wish.space.members_only and (
        wish.person is None or wish.person.member_status != MemberStatus.MEMBER
    ):
        raise refuse("members_only")


def check_quota(wish: Wish, now: datetime) -> None:
    """Bookings of the space's tree on that day; counted under the person's lock."""
    quota = wish.space.daily_quota
    if quota is None or wish.person is None:
        return
    day = wish.starts_at.astimezone(clock.SHANGHAI).replace(hour=0, minute=0)
    others = Reservation.objects.exclude(pk__in=[wish.instead_of.pk] if wish.instead_of else [])
    count = others.filter(
        person=wish.person,
        space__root_id=wish.space.root_id,
        starts_at__gte=day,
        starts_at__lt=day + timedelta(days=1),
        state__in=COUNTED,
    ).count()
    if count >= quota:
        raise refuse("quota", count=quota)


# A worker's booking passes all of these, in this order.
WORKER_CHECKS = (check_space, check_ahead, check_length, check_person, check_open, check_quota)
# A cadre books, and an activity is put on, within the hours but without quota and lead.
CADRE_CHECKS = (check_space, check_open)


def can_cancel(reservation: Reservation, now: datetime) -> None:
    """Refuse unless the person who booked may cancel now."""
    if reservation.state not in (State.REQUESTED, State.CONFIRMED):
        raise refuse("state", state=reservation.get_state_display())
    minutes = reservation.space.cancel_minutes
    if reservation.starts_at <= now:
        raise refuse("past")
    if reservation.starts_at < now + timedelta(minutes=minutes):
        raise refuse("too_late_to_cancel", minutes=minutes)


def can_move(
    reservation: Reservation, now: datetime, *, own: bool, with_session: bool = False
) -> None:
    """Refuse unless a reservation may get another time or space now."""
    if reservation.source == Source.ACTIVITY and not with_session:
        raise refuse("of_activity")
    if own:
        can_cancel(reservation, now)
    elif reservation.state not in HOLDING:
        raise refuse("state", state=reservation.get_state_display())


def can_check_in(reservation: Reservation, now: datetime) -> None:
    """Refuse unless a check-in is possible now: from 30 minutes before to the end."""
    if reservation.state != State.CONFIRMED:
        raise refuse("state", state=reservation.get_state_display())
    if now < reservation.starts_at - CHECK_IN_OPENS:
        raise refuse("too_early_to_check_in", minutes=int(CHECK_IN_OPENS.total_seconds() // 60))
    if now >= reservation.ends_at:
        raise refuse("past")
