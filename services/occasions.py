"""What somebody may rate: an occasion at which the portal knows that they were there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from bookings.enums import Source, State
from bookings.models import Reservation
from common import clock
from homes.doors import MARKS_KEPT_DAYS, device_mark
from homes.models import Home, VisitMark
from homes.scope import home_scope
from services.enums import OccasionKind, SignUpState
from services.models import Feedback, SignUp
from services.refusals import refuse
from unions.models import Person

RATE_DAYS = 30
CHANGE_DAYS = 7
CAME = (State.CHECKED_IN, State.COMPLETED)


@dataclass(frozen=True)
class Occasion:
    """A booking, a sign-up or a counted visit, with the rating it has, if any.

    `begins` and `ends` are None for a visit: its mark is deleted when it is too old to rate.
    """

    kind: OccasionKind
    home: Home
    came: bool
    person: Person | None = None
    reservation: Reservation | None = None
    sign_up: SignUp | None = None
    mark: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    confidential: bool = False

    @property
    def key(self) -> dict:
        """The columns by which the database knows the occasion: one rating for each."""
        if self.reservation is not None:
            return {"reservation": self.reservation}
        if self.sign_up is not None:
            return {"sign_up": self.sign_up}
        return {"mark": self.mark}

    def rating(self) -> Feedback | None:
        """The rating given already."""
        return Feedback.objects.filter(**self.key).first()


def of_reservation(reservation: Reservation) -> Occasion:
    """A booking of one's own; home, space, facility and person must be loaded."""
    return Occasion(
        kind=OccasionKind.BOOKING,
        home=reservation.home,
        came=reservation.state in CAME and reservation.source != Source.ACTIVITY,
        person=reservation.person,
        reservation=reservation,
        begins=reservation.starts_at,
        ends=reservation.ends_at,
        confidential=reservation.space.facility.confidential,
    )


def of_sign_up(sign_up: SignUp) -> Occasion:
    """A session that one signed up for; its activity, home and space must be loaded."""
    session = sign_up.session
    return Occasion(
        kind=OccasionKind.ACTIVITY,
        home=session.activity.home,
        came=sign_up.state == SignUpState.ATTENDED,
        person=sign_up.person,
        sign_up=sign_up,
        begins=session.starts_at,
        ends=session.ends_at,
        confidential=session.space is not None and session.space.facility.confidential,
    )


def of_visit(home: Home, device: str) -> Occasion | None:
    """The latest visit that this device was counted for at the home; None without one."""
    now = clock.now()
    halves = [now - timedelta(hours=12 * back) for back in range(2 * MARKS_KEPT_DAYS + 1)]
    marks = [device_mark(device, home, half) for half in halves]
    kept = set(VisitMark.objects.filter(home=home, mark__in=marks).values_list("mark", flat=True))
    latest = next((mark for mark in marks if mark in kept), None)
    return Occasion(OccasionKind.VISIT, home, came=True, mark=latest) if latest else None


def unrated(person: Person, home: Home) -> list[Occasion]:
    """What the person did at the home lately and has not rated, latest first; two queries."""
    now = clock.now()
    recent = now - timedelta(days=RATE_DAYS)
    reservations = (
        Reservation.objects.own(person)
        .filter(home=home, state__in=CAME, ends_at__gte=recent, feedback__isnull=True)
        .exclude(source=Source.ACTIVITY)
        .select_related("space__facility", "home", "person")
    )
    sign_ups = (
        SignUp.objects.own(person)
        .filter(
            Q(session__ends_at__gte=recent),
            session__activity__home=home,
            state=SignUpState.ATTENDED,
            feedback__isnull=True,
        )
        .select_related("session__activity__home", "session__space__facility", "person")
    )
    found = [of_reservation(row) for row in reservations] + [of_sign_up(row) for row in sign_ups]
    return sorted(found, key=lambda occasion: occasion.begins or now, reverse=True)


def check_may_rate(occasion: Occasion, rating: Feedback | None, now: datetime) -> None:
    """Refuse unless the occasion can be rated, or its rating changed, now."""
    person = occasion.person
    if not occasion.came or (occasion.begins and occasion.begins > now):
        raise refuse("not_there")
    if person and Home.objects.filter(home_scope(person, ""), pk=occasion.home.pk).exists():
        raise refuse("own_home", status=403)
    if rating is not None and rating.created_at < now - timedelta(days=CHANGE_DAYS):
        raise refuse("rating_stands", days=CHANGE_DAYS)
    late = occasion.ends is not None and occasion.ends < now - timedelta(days=RATE_DAYS)
    if rating is None and late:
        raise refuse("rate_too_late", days=RATE_DAYS)
