"""Finding a session: by name or place, city, function, day or home; and how one stands to it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from common import clock
from common.errors import Refusal
from homes.enums import PUBLIC
from homes.finding import in_city, named
from homes.models import Home
from services.enums import TAKING, Function
from services.models import Session, SessionQuerySet, SignUp
from services.rules import SIGN_UP_CHECKS, Wish, check_open, check_places
from unions.models import Person


@dataclass(frozen=True)
class Search:
    """What the reader looks for; an empty field does not restrict."""

    text: str = ""
    city: str = ""
    function: str = ""
    home: str = ""
    on: date | None = None


def public_sessions() -> SessionQuerySet:
    """Announced sessions, coming or past, of homes that the public may see; with their homes."""
    return Session.objects.filter(
        starts_at__isnull=False, activity__home__status__in=PUBLIC
    ).select_related("activity__home__division__parent", "activity__item", "space")


def find(search: Search) -> QuerySet[Session]:
    """Coming sessions that fit, soonest first."""
    sessions = public_sessions().upcoming()
    if search.home:
        sessions = sessions.filter(activity__home__code=search.home)
    if search.city:
        homes = Home.objects.filter(in_city(search.city))
        sessions = sessions.filter(activity__home__in=homes)
    if search.function:
        sessions = sessions.filter(of_function(search.function))
    if search.on:
        start = datetime.combine(search.on, time(), clock.SHANGHAI)
        sessions = sessions.filter(starts_at__lt=start + timedelta(days=1), ends_at__gt=start)
    for word in search.text.split():
        homes = Home.objects.filter(named(word))
        sessions = sessions.filter(
            Q(activity__name__icontains=word)
            | Q(activity__name_en__icontains=word)
            | Q(activity__home__in=homes)
        )
    return sessions.order_by("starts_at", "pk")


def of_function(function: str) -> Q:
    """Sessions of the function; an activity that names no service is simply an activity."""
    clause = Q(activity__item__function=function)
    if function == Function.ACTIVITY:
        clause |= Q(activity__item__isnull=True)
    return clause


def own_sign_ups(person, sessions: list[Session]) -> dict[int, SignUp]:
    """The person's sign-ups that take places, by session id; one query, none for a visitor."""
    if not person.is_authenticated:
        return {}
    rows = SignUp.objects.own(person).filter(session__in=sessions, state__in=TAKING)
    rows = rows.select_related("session")
    return {row.session_id: row for row in rows}


def why_not(session: Session, person: Person | None) -> Refusal | None:
    """Why this person (None: a visitor) can't sign up for one place now; None where they can.

    The answer may change until the sign-up takes the session's lock.
    """
    checks = SIGN_UP_CHECKS if person else (check_open, check_places)
    try:
        for check in checks:
            # the checks for a visitor do not look at the person
            check(Wish(session, person), clock.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal
    return None
