"""The checks that a session and a sign-up must pass, each small, each with its reason code."""

from dataclasses import dataclass
from datetime import datetime

from homes.enums import IN_OPERATION
from homes.models import Space
from services.enums import TAKING, SessionState, SignUpState
from services.models import Activity, Feedback, Session, SignUp
from services.refusals import refuse
from unions.enums import MemberStatus, Power, UnionLevel
from unions.models import Person, Union
from unions.scope import union_scope

# A family may come along; a group is for the home's cadre to arrange.
MOST_PLACES = 5


@dataclass(frozen=True)
class Plan:
    """A session as somebody wants to hold it."""

    activity: Activity
    starts_at: datetime
    ends_at: datetime
    space: Space | None
    capacity: int
    sign_up_closes_at: datetime | None = None


def check_times(plan: Plan, now: datetime) -> None:
    if plan.ends_at <= plan.starts_at:
        raise refuse("times")
    if plan.starts_at <= now:
        raise refuse("past_start")
    if plan.sign_up_closes_at is not None and plan.sign_up_closes_at > plan.starts_at:
        raise refuse("sign_up_window")


def check_home(plan: Plan, now: datetime) -> None:
    if plan.activity.home.status not in IN_OPERATION:
        raise refuse("home_closed")
    if plan.space is not None and plan.space.home_id != plan.activity.home_id:
        raise refuse("other_home")


PLAN_CHECKS = (check_times, check_home)


@dataclass(frozen=True)
class Wish:
    """A sign-up as somebody wants it; the session is as it stands under its lock."""

    session: Session
    person: Person
    places: int = 1


def check_open(wish: Wish, now: datetime) -> None:
    session = wish.session
    if session.state != SessionState.SCHEDULED:
        raise refuse("state", state=session.get_state_display())
    if session.starts_at is None or session.starts_at <= now:
        raise refuse("past")
    if session.capacity == 0:
        raise refuse("no_sign_up")
    if session.sign_up_closes_at is not None and session.sign_up_closes_at <= now:
        raise refuse("sign_up_closed")


def check_member(wish: Wish, now: datetime) -> None:
    if wish.session.members_only and wish.person.member_status != MemberStatus.MEMBER:
        raise refuse("members_only", status=403)


def check_once(wish: Wish, now: datetime) -> None:
    taking = SignUp.objects.filter(session=wish.session, person=wish.person, state__in=TAKING)
    if taking.exists():
        raise refuse("already_signed_up", status=409)


def check_places(wish: Wish, now: datetime) -> None:
    if not 1 <= wish.places <= MOST_PLACES:
        raise refuse("places", places=MOST_PLACES)
    left = wish.session.left
    if left == 0:
        raise refuse("full", status=409)
    if wish.places > left:
        raise refuse("fewer_places", status=409, places=left)


SIGN_UP_CHECKS = (check_open, check_member, check_once, check_places)


def can_withdraw(sign_up: SignUp, now: datetime) -> None:
    """Refuse unless the sign-up can still be given back: until the session begins."""
    if sign_up.state in (SignUpState.ATTENDED, SignUpState.ABSENT):
        raise refuse("attended")
    if sign_up.state != SignUpState.SIGNED_UP:
        raise refuse("not_signed_up")
    begins = sign_up.session.starts_at
    if begins is None or begins <= now:
        raise refuse("past")


def has_begun(session: Session, now: datetime) -> None:
    """Refuse unless the session was not called off and has begun."""
    if session.state == SessionState.CANCELLED:
        raise refuse("state", state=session.get_state_display())
    if session.starts_at is not None and session.starts_at > now:
        raise refuse("not_begun")


# Hiding words is not for those who are rated: it takes a union of the county or above.
HIDING = (UnionLevel.PROVINCE, UnionLevel.CITY, UnionLevel.COUNTY)


def can_hide(user: Person, feedback: Feedback) -> bool:
    """Whether the user edits for a county, city or provincial union above the rated home."""
    if user.is_superuser and user.is_active:
        return True
    path = feedback.home.union.path
    held = Union.objects.filter(union_scope(user, "", Power.EDIT), level__in=HIDING)
    return any(path.startswith(above) for above in held.values_list("path", flat=True))
