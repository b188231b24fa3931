"""Every change to a session or a sign-up.

Locks are taken in one order: the activity (to move a session), the session, the tree of its
space, the reservation. Places are counted under the session's lock; the database keeps the
count within the capacity.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum

from bookings import actions as bookings
from bookings.enums import Source
from bookings.models import Reservation
from bookings.waitlist import pass_on
from common import audit, clock
from homes.enums import CountMethod, Mode
from homes.models import Space
from services.enums import SessionState, SignUpState
from services.models import Activity, Session, SignUp
from services.notices import tell_all
from services.refusals import refuse
from services.rules import PLAN_CHECKS, SIGN_UP_CHECKS, Plan, Wish, can_withdraw, has_begun
from unions.enums import PointsReason
from unions.models import Person, PointsPolicy
from unions.points import settle


@transaction.atomic
def schedule_session(
    *,
    activity: Activity,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    by: Person,
    space: Space | None = None,
    sign_up_closes_at: datetime | None = None,
    members_only: bool = False,
) -> Session:
    """Announce a session and take its space; a capacity of 0 means that nobody signs up.

    Raises Refusal: `times`, `past_start`, `sign_up_window`, `home_closed`, `other_home`,
    `session_exists`, or what bookings answers for the space: `taken` (409), `closed`, ….
    """
    plan = Plan(activity, starts_at, ends_at, space, capacity, sign_up_closes_at)
    _check(plan)
    session = Session(
        activity=activity,
        on=_date(starts_at),
        starts_at=starts_at,
        ends_at=ends_at,
        space=space,
        capacity=capacity,
        sign_up_closes_at=sign_up_closes_at,
        members_only=members_only,
    )
    session.reservation = _take_space(plan, by)
    _save_once(session)
    audit.record(action="schedule_session", target=session, actor=by)
    return session


@transaction.atomic
def reschedule_session(
    *,
    session: Session,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    by: Person,
    space: Space | None = None,
    sign_up_closes_at: datetime | None = None,
) -> Session:
    """Move a session to another time or space; those signed up keep their places and are told.

    Raises what `schedule_session` raises, `state` where the session is over or called off, and
    `below_taken` where fewer places are wanted than are taken.
    """
    Activity.objects.select_for_update(no_key=True).get(pk=session.activity_id)
    session = _locked(session)
    if session.state != SessionState.SCHEDULED:
        raise refuse("state", state=session.get_state_display())
    if capacity < session.taken:
        raise refuse("below_taken", places=session.taken)
    plan = Plan(session.activity, starts_at, ends_at, space, capacity, sign_up_closes_at)
    _check(plan)
    moved, was_at = _is_moved(session, plan), session.starts_at
    if moved or capacity != session.capacity:
        _lock_spaces(session.space, space)
        freed = _give_space_back(session, by, passing_on=False)
        session.reservation = _take_space(plan, by)
        if freed is not None:
            # Only now: whoever waits gets what the session does not take again.
            pass_on(space=freed.space, starts_at=freed.starts_at, ends_at=freed.ends_at)
    session.on, session.starts_at, session.ends_at = _date(starts_at), starts_at, ends_at
    session.space, session.capacity = space, capacity
    session.sign_up_closes_at = sign_up_closes_at
    _save_once(session)
    audit.record(action="reschedule_session", target=session, actor=by)
    if moved:
        tell_all(session, "session_moved", matters_at=was_at)
    return session


@transaction.atomic
def cancel_session(
    *, session: Session, by: Person, note: str = "", passing_on: bool = True
) -> Session:
    """Call a session off: the space is given back, sign-ups end, everyone signed up is told.

    `passing_on` as in `bookings.actions.cancel`.
    """
    session = _locked(session)
    if session.state != SessionState.SCHEDULED:
        raise refuse("state", state=session.get_state_display())
    _give_space_back(session, by, passing_on=passing_on)
    tell_all(session, "session_cancelled", note=note)
    going = session.sign_ups.filter(state=SignUpState.SIGNED_UP)
    going.update(state=SignUpState.CANCELLED)
    session.state, session.taken = SessionState.CANCELLED, 0
    session.save(update_fields=["state", "taken"])
    audit.record(action="cancel_session", target=session, actor=by, note=note)
    return session


@transaction.atomic
def record_session(*, session: Session, by: Person, person_times: int | None = None) -> Session:
    """Note that a session took place. Without a number, the places of those who came count.

    Raises Refusal: `not_begun`, `state`, `nobody_counted`.
    """
    session = _locked(session)
    has_begun(session, clock.now())
    if person_times is None:
        came = session.sign_ups.filter(state=SignUpState.ATTENDED)
        person_times = came.aggregate(places=Sum("places"))["places"]
    if person_times is None:
        raise refuse("nobody_counted")
    session.state, session.person_times = SessionState.HELD, person_times
    session.save(update_fields=["state", "person_times"])
    audit.record(action="record_session", target=session, actor=by, person_times=person_times)
    return session


@transaction.atomic
def log_session(
    *,
    activity: Activity,
    on: date,
    person_times: int,
    by: Person | None,
    method: str = CountMethod.TYPED,
) -> Session:
    """Write down a session that was never announced. Raises Refusal `future`, `session_exists`."""
    if on > clock.today():
        raise refuse("future")
    session = Session(
        activity=activity, on=on, person_times=person_times, state=SessionState.HELD, method=method
    )
    _save_once(session)
    audit.record(action="log_session", target=session, actor=by, person_times=person_times)
    return session


@transaction.atomic
def sign_up(*, session: Session, person: Person, places: int = 1) -> SignUp:
    """Take places in a session. Raises Refusal with the code of the first rule that fails."""
    session = _locked(session)
    wish, now = Wish(session, person, places), clock.now()
    for check in SIGN_UP_CHECKS:
        check(wish, now)
    session.taken += places
    session.save(update_fields=["taken"])
    made = SignUp.objects.create(session=session, person=person, places=places, at=now)
    audit.record(action="sign_up", target=made, actor=person)
    return made


@transaction.atomic
def withdraw(*, sign_up: SignUp, by: Person) -> SignUp:
    """Give the places back, until the session begins; by the person or by a cadre."""
    session = _locked(Session(pk=sign_up.session_id))
    sign_up = SignUp.objects.select_related("session").get(pk=sign_up.pk)
    can_withdraw(sign_up, clock.now())
    session.taken -= sign_up.places
    session.save(update_fields=["taken"])
    sign_up.state = SignUpState.CANCELLED
    sign_up.save(update_fields=["state"])
    audit.record(action="withdraw", target=sign_up, actor=by)
    return sign_up


@transaction.atomic
def mark_attendance(*, sign_up: SignUp, came: bool, by: Person) -> SignUp:
    """Note whether somebody came, once the session has begun; may be corrected later."""
    session = _locked(Session(pk=sign_up.session_id))
    sign_up = SignUp.objects.get(pk=sign_up.pk)
    has_begun(session, clock.now())
    if sign_up.state == SignUpState.CANCELLED:
        raise refuse("state", state=sign_up.get_state_display())
    sign_up.state = SignUpState.ATTENDED if came else SignUpState.ABSENT
    sign_up.save(update_fields=["state"])
    audit.record(action="mark_attendance", target=sign_up, actor=by, came=came)
    settle(
        person=sign_up.person,
        subject=f"sign_up:{sign_up.pk}",
        points=PointsPolicy.current().session if came else 0,
        reason=PointsReason.SESSION if came else PointsReason.CORRECTION,
        by=by,
    )
    return sign_up


def _check(plan: Plan) -> None:
    now = clock.now()
    for check in PLAN_CHECKS:
        check(plan, now)


def _is_moved(session: Session, plan: Plan) -> bool:
    space_id = plan.space.pk if plan.space else None
    now = (session.starts_at, session.ends_at, session.space_id)
    return now != (plan.starts_at, plan.ends_at, space_id)


def _date(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def _locked(session: Session) -> Session:
    return (
        Session.objects.select_for_update(of=("self",), no_key=True)
        .select_related("activity__home", "space", "reservation")
        .get(pk=session.pk)
    )


def _save_once(session: Session) -> None:
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise refuse("session_exists", status=409) from error


def _take_space(plan: Plan, by: Person) -> Reservation | None:
    """The reservation behind the session; none where it has no space or all may walk in.

    A space booked by places gives as many as the session has, else the space is taken whole,
    with as many people as the session has, or the space takes.
    """
    space = plan.space
    if space is None or space.mode == Mode.WALK_IN:
        return None
    size = plan.capacity or space.capacity
    by_places = space.mode == Mode.PLACES
    reservation, _new = bookings.book(
        person=None,
        space=space,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        places=size if by_places else 1,
        people=1 if by_places else min(size, space.capacity),
        source=Source.ACTIVITY,
        purpose=plan.activity.name,
        by=by,
    )
    return reservation


def _lock_spaces(*spaces: Space | None) -> None:
    """Lock the trees before a move gives one back and takes the other, always in one order."""
    roots = {space.root_id: space for space in spaces if space is not None}
    for _root, space in sorted(roots.items()):
        bookings.lock_tree(space)


def _give_space_back(
    session: Session, by: Person, *, passing_on: bool = True
) -> Reservation | None:
    """Cancel the reservation behind the session, which is returned; None where none holds."""
    if session.reservation is None or not session.reservation.is_holding:
        return None
    return bookings.cancel(
        reservation=session.reservation, by=by, with_session=True, passing_on=passing_on
    )
