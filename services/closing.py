"""Sessions of activities at a home that closes: listed, locked and called off for bookings."""

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.engagements import Engagement, Handler, register_handler
from common import clock
from homes.models import Home
from homes.opening import Interval
from services.actions import cancel_session
from services.enums import SessionState
from services.models import Session
from unions.models import Person


def find(home: Home, windows: Sequence[Interval] | None) -> list[Engagement]:
    """Scheduled sessions of the home that lie in one of the windows, with a space or without."""
    rows = coming().filter(activity__home=home)
    if windows is not None:
        within = Q(pk__in=[])
        for start, end in windows:
            within |= Q(starts_at__lt=end, ends_at__gt=start)
        rows = rows.filter(within)
    return listed(rows)


def find_held(reservations: Collection[int]) -> list[Engagement]:
    """The sessions behind these reservations."""
    return listed(coming().filter(reservation__in=reservations))


def coming():
    """Sessions that are still to come."""
    return Session.objects.filter(state=SessionState.SCHEDULED, starts_at__gt=clock.now())


def listed(rows) -> list[Engagement]:
    return [
        Engagement(
            key=row.pk,
            title=row.activity.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            people=row.taken,
            space_id=row.space_id,
        )
        for row in rows.select_related("activity").order_by("starts_at", "pk")
    ]


def lock(keys: Collection[int]) -> None:
    """Lock the sessions by id: in services a session is locked before the tree of its space."""
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk"))


def call_off(key: int, by: Person, note: str) -> None:
    """Call a session off; all who signed up are told. The closure passes on what comes free."""
    session = Session.objects.get(pk=key)
    cancel_session(session=session, by=by, note=note, passing_on=False)


def register() -> None:
    """Called once when the app is ready."""
    register_handler(Handler("session", _("activity"), find, find_held, lock, call_off))
