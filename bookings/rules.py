"""The checks a booking must pass, each small, each with its reason code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from bookings.enums import HOLDING, OWN_USE, Source, State
from bookings.models import Block, Reservation, clock_text
from bookings.refusals import refuse
from common import clock
from homes.enums import IN_OPERATION, Condition, LateCancel, Mode
from homes.hours import is_open
from homes.models import Space
from unions.enums import MemberStatus
from unions.models import Person

CHECK_IN_OPENS = timedelta(minutes=30)
UNDO_FOR = timedelta(minutes=10)
# Where a space is never released by itself, a cadre waits this many minutes.
USUAL_GRACE = 15
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
    others = Reservation.objects.exclude(pk=wish.instead_of.pk if wish.instead_of else None)
    count = others.filter(
        person=wish.person,
        space__root_id=wish.space.root_id,
        starts_at__gte=day,
        starts_at__lt=day + timedelta(days=1),
        state__in=COUNTED,
    ).count()
    if count >= quota:
        raise refuse("quota", count=quota)


def check_block(wish: Wish, now: datetime) -> None:
    """Not blocked after missed bookings. What is booked already may still be moved."""
    if wish.person is None or wish.instead_of is not None:
        return
    here = Q(home__isnull=True) | Q(home=wish.space.home_id)
    blocks = Block.objects.running(now).filter(here, person=wish.person)
    if block := blocks.order_by("-ends_at").first():
        raise refuse(
            "blocked",
            until=clock_text(block.ends_at),
            extra={"until": block.ends_at, "appeal": reverse("bookings:conduct")},
        )


# A worker's booking passes all of these, in this order.
WORKER_CHECKS = (
    check_space,
    check_ahead,
    check_length,
    check_person,
    check_block,
    check_open,
    check_quota,
)
# A cadre books, and an activity is put on, within the hours but without quota and lead.
CADRE_CHECKS = (check_space, check_open)


def is_late_to_cancel(reservation: Reservation, now: datetime) -> bool:
    """Whether the deadline for cancelling is over. A request that waits has none."""
    minutes = timedelta(minutes=reservation.space.cancel_minutes)
    return reservation.state == State.CONFIRMED and reservation.starts_at < now + minutes


def can_cancel(reservation: Reservation, now: datetime) -> None:
    """Refuse unless the person who booked may cancel now; late is better than not to come."""
    if reservation.state not in (State.REQUESTED, State.CONFIRMED):
        raise refuse("state", state=reservation.get_state_display())
    if reservation.starts_at <= now:
        raise refuse("past")
    refused = reservation.space.late_cancel == LateCancel.REFUSED
    if refused and is_late_to_cancel(reservation, now):
        raise refuse("too_late_to_cancel", minutes=reservation.space.cancel_minutes)


def can_move(
    reservation: Reservation, now: datetime, *, own: bool, with_session: bool = False
) -> None:
    """Refuse unless a reservation may get another time or space now."""
    if reservation.source == Source.ACTIVITY and not with_session:
        raise refuse("of_activity")
    if own:
        can_cancel(reservation, now)
        if is_late_to_cancel(reservation, now):
            raise refuse("too_late_to_cancel", minutes=reservation.space.cancel_minutes)
    elif reservation.state not in HOLDING:
        raise refuse("state", state=reservation.get_state_display())


def can_check_in(reservation: Reservation, now: datetime) -> None:
    """Refuse unless a check-in is possible now: from 30 minutes before to the end.

    Who comes after the grace may still check in, if the time is still free.
    """
    if reservation.state not in (State.CONFIRMED, State.NO_SHOW):
        raise refuse("state", state=reservation.get_state_display())
    if now < reservation.starts_at - CHECK_IN_OPENS:
        raise refuse("too_early_to_check_in", minutes=int(CHECK_IN_OPENS.total_seconds() // 60))
    if now >= reservation.ends_at:
        raise refuse("past")


def can_undo_check_in(reservation: Reservation, now: datetime) -> None:
    """Refuse unless a check-in was a slip of a moment ago."""
    if reservation.state != State.CHECKED_IN or reservation.ends_at <= now:
        raise refuse("state", state=reservation.get_state_display())
    if reservation.checked_in_at is None or now > reservation.checked_in_at + UNDO_FOR:
        raise refuse("undo_over", minutes=int(UNDO_FOR.total_seconds() // 60))


def can_report_missing(reservation: Reservation, now: datetime) -> None:
    """Refuse unless a worker has had the time to come."""
    ours = reservation.person_id is not None and reservation.source in OWN_USE
    if reservation.state != State.CONFIRMED or not ours:
        raise refuse("state", state=reservation.get_state_display())
    minutes = reservation.space.grace_minutes or USUAL_GRACE
    known = max(reservation.starts_at, reservation.created_at)
    if now < known + timedelta(minutes=minutes):
        raise refuse("not_missed_yet", minutes=minutes)
