"""The checks a booking must pass, each small, each with its reason code.

Each sentence says what would work instead. The rules are the space's own columns, kept by
bookings.rule_sets; a later change of a rule leaves reservations already made as they are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.availability import day_bounds, on_step
from bookings.counting import over_quota
from bookings.enums import HOLDING, OWN_USE, Declaration, Source, State
from bookings.models import PartnerWorker, Reservation
from bookings.refusals import refuse
from bookings.wording import clock_and_day, duration
from common import audit, clock
from common.sql import selected
from homes.enums import IN_OPERATION, Condition, LateCancel, Mode
from homes.hours import is_open, opening_of
from homes.models import Space
from homes.templatetags.opening import clock_time, closing_time, full_date
from unions.enums import MemberStatus
from unions.models import Person

CHECK_IN_OPENS = timedelta(minutes=30)
UNDO_FOR = timedelta(minutes=10)
# Whom the home has moved may cancel freely, unless that was so long before the deadline.
TO_ANSWER = timedelta(days=1)
# Where a space is never released by itself, a cadre waits this many minutes.
USUAL_GRACE = 15


@dataclass(frozen=True)
class Wish:
    """What somebody wants to book; `instead_of` is the reservation that it would replace."""

    person: Person | None
    space: Space
    starts_at: datetime
    ends_at: datetime
    places: int = 1
    instead_of: Reservation | None = None
    people: int = 1
    declares: frozenset[str] = frozenset()

    @property
    def minutes(self) -> float:
        return (self.ends_at - self.starts_at).total_seconds() / 60

    @property
    def start(self) -> datetime:
        return self.starts_at.astimezone(clock.SHANGHAI)


def check_bookable(wish: Wish, now: datetime) -> None:
    space = wish.space
    if space.mode == Mode.WALK_IN:
        raise refuse("walk_in")
    if space.condition != Condition.IN_USE or space.home.status not in IN_OPERATION:
        raise refuse("not_bookable")


def check_places(wish: Wish, now: datetime) -> None:
    most = wish.space.capacity if wish.space.mode == Mode.PLACES else 1
    if wish.places > most:
        raise refuse("places", places=most)


def check_people(wish: Wish, now: datetime) -> None:
    """A space by places has one person on each; a room booked whole takes its capacity."""
    if wish.space.mode != Mode.PLACES and wish.people > wish.space.capacity:
        raise refuse("people", people=wish.space.capacity)


def check_past(wish: Wish, now: datetime) -> None:
    if wish.starts_at < now:
        raise refuse("past")


def check_over(wish: Wish, now: datetime) -> None:
    """What is over can only have been missed. Who is late may still be booked in."""
    if wish.ends_at <= now:
        raise refuse("past")


def check_lead(wish: Wish, now: datetime) -> None:
    minutes = wish.space.lead_minutes
    first = now + timedelta(minutes=minutes)
    if wish.starts_at < first:
        first = on_step(first.astimezone(clock.SHANGHAI), wish.space.step_minutes)
        raise refuse("too_soon", length=duration(minutes), first=clock_and_day(first))


def check_horizon(wish: Wish, now: datetime) -> None:
    days = wish.space.horizon_days
    last = now.astimezone(clock.SHANGHAI).date() + timedelta(days=days)
    if wish.start.date() > last:
        raise refuse("too_far", days=days, last=full_date(last))


def check_shortest(wish: Wish, now: datetime) -> None:
    if wish.minutes < wish.space.min_minutes:
        raise refuse("too_short", length=duration(wish.space.min_minutes))


def check_longest(wish: Wish, now: datetime) -> None:
    if wish.minutes > wish.space.max_minutes:
        raise refuse("too_long", length=duration(wish.space.max_minutes))


def check_step(wish: Wish, now: datetime) -> None:
    step, start = wish.space.step_minutes, wish.start
    past_midnight = start.hour * 60 + start.minute
    crooked = start.second or start.microsecond or past_midnight % step
    if crooked or wish.minutes % step:
        good = on_step(start, step)
        ends = good + timedelta(minutes=-(-wish.minutes // step) * step)
        example = f"{clock_time(good)}–{closing_time(ends)}"
        raise refuse("step", minutes=step, example=example)


def check_open(wish: Wish, now: datetime) -> None:
    if is_open(wish.space.home, wish.starts_at, wish.ends_at):
        return
    day = wish.start.date()
    opened = opening_of(wish.space.home, *day_bounds(day))
    if opened:
        hours = _(", ").join(f"{clock_time(start)}–{closing_time(end)}" for start, end in opened)
        raise refuse("closed", sentence="closed_hours", hours=hours)
    exception = wish.space.home.hours_exceptions.filter(on=day, opens=None).first()
    if exception is None:
        raise refuse("closed", sentence="closed_day")
    raise refuse("closed", sentence="closed_for", reason=exception.reason)


# Every booking asks this; see common/sql.py.
BLOCKED_UNTIL = (
    "SELECT ends_at FROM bookings_block WHERE person_id = %s AND lifted_at IS NULL "
    "AND starts_at <= %s AND ends_at > %s AND (home_id IS NULL OR home_id = %s) "
    "ORDER BY ends_at DESC LIMIT 1"
)


def check_block(wish: Wish, now: datetime) -> None:
    """Not blocked after missed bookings. What is booked already may still be moved; a place
    that is only kept is not booked yet.
    """
    booked = wish.instead_of is not None and wish.instead_of.state != State.OFFERED
    if wish.person is None or booked:
        return
    for [ends_at] in selected(BLOCKED_UNTIL, [wish.person.pk, now, now, wish.space.home_id]):
        raise refuse(
            "blocked",
            until=clock_and_day(ends_at),
            extra={"until": ends_at, "appeal": reverse("bookings:conduct")},
        )


def check_members(wish: Wish, now: datetime) -> None:
    if wish.space.members_only and (
        wish.person is None or wish.person.member_status != MemberStatus.MEMBER
    ):
        raise refuse("members_only")


def check_partners(wish: Wish, now: datetime) -> None:
    """The home has confirmed that the worker's firm has an agreement with it, now in force."""
    if wish.space.partners_only and not (
        wish.person and PartnerWorker.objects.admits(wish.person, wish.space.home_id)
    ):
        raise refuse("partners_only")


def check_declared(wish: Wish, now: datetime) -> None:
    """Sex and age are never collected: the worker says so, the staff look at the door."""
    missing = [each for each in asked_of(wish.space) if each not in wish.declares]
    if missing:
        said = _(", ").join(f"“{each.label}”" for each in missing)
        raise refuse("declare", missing=said, extra={"missing": [each.value for each in missing]})


def asked_of(space: Space) -> list[Declaration]:
    """What the worker must declare to book this space."""
    asked = {Declaration.WOMAN: space.women_only, Declaration.ADULT: space.adults_only}
    return [declaration for declaration, needed in asked.items() if needed]


def check_quotas(wish: Wish, now: datetime) -> None:
    """The daily limit of the space's tree and all quotas; counted under the person's lock."""
    if wish.person is None:
        return
    refusal = over_quota(
        wish.person, wish.space, wish.starts_at, wish.ends_at, instead_of=wish.instead_of
    )
    if refusal is not None:
        raise refusal


def check_person(wish: Wish, now: datetime) -> None:
    """What no other time would change; pages say it before anything is filled in."""
    for check in (check_block, check_members, check_partners):
        check(wish, now)


SPACE_CHECKS = (check_bookable, check_places, check_people)
TIME_CHECKS = (check_past, check_lead, check_horizon, check_shortest, check_longest, check_step)
# What a person may do at all: a block after no-shows stands first among these.
PERSON_CHECKS = (check_block, check_members, check_partners, check_declared)
# A worker's booking passes all of these, in this order.
WORKER_CHECKS = (*SPACE_CHECKS, *TIME_CHECKS, *PERSON_CHECKS, check_open, check_quotas)
# A cadre books, and an activity is put on, within the hours but without quota and lead.
CADRE_CHECKS = (*SPACE_CHECKS, check_over, check_open)


def is_late_to_cancel(reservation: Reservation, now: datetime) -> bool:
    """Whether the deadline for cancelling is over. A request that waits has none, nor has what
    the home itself moved so late that its person had no day to answer."""
    deadline = reservation.starts_at - timedelta(minutes=reservation.space.cancel_minutes)
    if reservation.state != State.CONFIRMED or deadline >= now:
        return False
    moved = audit.last_entry("move", reservation)
    if moved is None or moved.actor_id == reservation.person_id:
        return True
    return moved.at <= deadline - TO_ANSWER


def can_cancel(reservation: Reservation, now: datetime) -> None:
    """Refuse unless the person who booked may cancel now; late is better than not to come."""
    if reservation.state not in (State.REQUESTED, State.CONFIRMED):
        raise refuse("state", state=reservation.get_state_display())
    if reservation.starts_at <= now:
        raise refuse("past")
    if reservation.space.late_cancel == LateCancel.REFUSED:
        not_late(reservation, now)


def not_late(reservation: Reservation, now: datetime) -> None:
    """Refuse once the deadline for cancelling is over, whatever the rule on late cancelling."""
    if is_late_to_cancel(reservation, now):
        raise refuse("too_late_to_cancel", length=duration(reservation.space.cancel_minutes))


def can_move(
    reservation: Reservation, now: datetime, *, own: bool, with_session: bool = False
) -> None:
    """Refuse unless a reservation may get another time or space now."""
    if reservation.source == Source.ACTIVITY and not with_session:
        raise refuse("of_activity")
    if own:
        can_cancel(reservation, now)
        not_late(reservation, now)
    elif reservation.state not in HOLDING or reservation.state == State.OFFERED:
        # What is kept for somebody is what that person waits for, and nothing else.
        raise refuse("state", state=reservation.get_state_display())


def can_check_in(reservation: Reservation, now: datetime) -> None:
    """Refuse unless a check-in is possible now: from 30 minutes before to the end.

    Who comes after the grace may still check in, if the time is still free.
    """
    if reservation.state not in (State.CONFIRMED, State.NO_SHOW):
        raise refuse("state", state=reservation.get_state_display())
    opens = reservation.starts_at - CHECK_IN_OPENS
    if now < opens:
        minutes = int(CHECK_IN_OPENS.total_seconds() // 60)
        raise refuse("too_early_to_check_in", minutes=minutes, opens=clock_and_day(opens))
    if now >= reservation.ends_at:
        raise refuse("past")


def can_undo_check_in(reservation: Reservation, now: datetime) -> None:
    """Refuse unless a check-in was a slip of a moment ago."""
    if reservation.state != State.CHECKED_IN or reservation.ends_at <= now:
        raise refuse("state", state=reservation.get_state_display())
    if reservation.checked_in_at is None or now > reservation.checked_in_at + UNDO_FOR:
        raise refuse("undo_over", minutes=int(UNDO_FOR.total_seconds() // 60))


def can_report_missing(reservation: Reservation, now: datetime) -> None:
    """Refuse unless who is expected has had the time to come."""
    named = reservation.person_id is not None or reservation.contact_name
    ours = named and reservation.source in OWN_USE
    if reservation.state != State.CONFIRMED or not ours:
        raise refuse("state", state=reservation.get_state_display())
    minutes = reservation.space.grace_minutes or USUAL_GRACE
    known = max(reservation.starts_at, reservation.created_at)
    if now < known + timedelta(minutes=minutes):
        raise refuse("not_missed_yet", minutes=minutes)
