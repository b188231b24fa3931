"""Who has come and who has not: check-ins, slips taken back, what nobody came to use."""

from django.db import transaction

from bookings.actions import end
from bookings.conduct import lock_owner, record_miss, waive
from bookings.enums import OWN_USE, State, StrikeKind, Waived
from bookings.holding import hold, locked
from bookings.models import ConductPolicy, Reservation, Strike
from bookings.notices import tell
from bookings.rules import can_check_in, can_report_missing, can_undo_check_in
from common import audit, clock
from unions.enums import PointsReason
from unions.models import Person, PointsPolicy
from unions.points import settle


@transaction.atomic
def check_in(
    *, reservation: Reservation, by: Person | None, came: int | None = None
) -> Reservation:
    """The person has come, maybe as one of `came`; there are points for it, once.

    After the grace the time must be taken anew: Refusal `taken` (409) where another has it.
    """
    lock_owner(reservation.person_id)
    reservation = locked(reservation)
    if reservation.state == State.CHECKED_IN:
        return reservation
    can_check_in(reservation, clock.now())
    late = reservation.state == State.NO_SHOW
    if late:
        hold(reservation)
    reservation.state, reservation.checked_in_at = State.CHECKED_IN, clock.now()
    reservation.came, reservation.ended_at = came, None
    reservation.save(update_fields=["state", "checked_in_at", "came", "ended_at"])
    audit.record(action="check_in", target=reservation, actor=by, late=late)
    give_points(reservation, by)
    if strike := Strike.objects.filter(reservation=reservation).first():
        waive(strike=strike, why=Waived.CAME.value)
    return reservation


def give_points(reservation: Reservation, by: Person | None) -> None:
    """Points for who has come, none for who has not; what differs is entered."""
    if reservation.person is None:
        return
    came = reservation.state == State.CHECKED_IN
    settle(
        person=reservation.person,
        subject=f"reservation:{reservation.pk}",
        points=PointsPolicy.current().check_in if came else 0,
        reason=PointsReason.CHECK_IN if came else PointsReason.CORRECTION,
        by=by if by is not None and by.pk != reservation.person_id else None,
    )


@transaction.atomic
def undo_check_in(*, reservation: Reservation, by: Person) -> Reservation:
    """Take back a check-in of a moment ago, with its points."""
    lock_owner(reservation.person_id)
    reservation = locked(reservation)
    can_undo_check_in(reservation, clock.now())
    reservation.state, reservation.checked_in_at = State.CONFIRMED, None
    reservation.came = None
    reservation.save(update_fields=["state", "checked_in_at", "came"])
    audit.record(action="undo_check_in", target=reservation, actor=by)
    give_points(reservation, by)
    return reservation


@transaction.atomic
def report_missing(*, reservation: Reservation, by: Person) -> Reservation:
    """A cadre notes that nobody came; what is left of the time is free."""
    lock_owner(reservation.person_id)
    reservation = locked(reservation)
    can_report_missing(reservation, clock.now())
    miss(reservation, by)
    return reservation


def is_expected(reservation: Reservation) -> bool:
    """Whether somebody must check in to it."""
    named = reservation.person_id is not None or reservation.contact_name
    is_own = bool(named) and reservation.source in OWN_USE
    return is_own and reservation.space.check_in_required


def miss(reservation: Reservation, by: Person | None = None) -> None:
    """Nobody came to a locked reservation of a locked person: what is left of it is free."""
    end(reservation, State.NO_SHOW)
    audit.record(action="no_show", target=reservation, actor=by)
    strike = record_miss(reservation=reservation, kind=StrikeKind.NO_SHOW, by=by)
    if strike is None:
        tell(reservation, "booking_missed")
    else:
        limit = ConductPolicy.current().block_at
        tell(
            reservation,
            "booking_missed_counted",
            points=f"{strike.weight.normalize():f}",
            limit=f"{limit.normalize():f}",
        )
