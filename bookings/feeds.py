"""Calendar feeds: secret addresses, issued and revoked, and what a calendar reads there."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bookings.agenda import space_entries
from bookings.enums import HOLDING, State
from bookings.holding import lock_person
from bookings.models import CalendarFeed, Reservation
from bookings.refusals import refuse
from common import audit, clock
from homes.models import Space
from unions.agenda import Entry, entries_of
from unions.models import Person

LOOK_BACK = timedelta(days=30)
ALARM = timedelta(minutes=30)
KEPT = (*HOLDING, State.COMPLETED, State.NO_SHOW, State.CANCELLED, State.REFUSED, State.EXPIRED)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue(*, person: Person, space: Space | None = None, instead_of: str | None = None) -> str:
    """A new secret address for a person's own dates or for a space; the old one stops working.

    Returns the token, which is nowhere kept. `instead_of` is the `mark` of the address that it
    is to replace, "" where there was none: raises Refusal `address_made` where another has been
    made since, so that a page sent twice does not put out of use what it has just shown.
    """
    lock_person(person)
    if instead_of is not None and instead_of != mark(person, space):
        raise refuse("address_made")
    token = secrets.token_urlsafe(32)
    feed, _new = CalendarFeed.objects.update_or_create(
        person=person,
        space=space,
        defaults={"token_hash": digest(token), "issued_at": clock.now()},
    )
    audit.record(action="issue_feed", target=feed, actor=person)
    return token


def mark(person: Person, space: Space | None) -> str:
    """When the address in use was made; "" where there is none."""
    feed = CalendarFeed.objects.filter(person=person, space=space).first()
    return feed.issued_at.isoformat() if feed is not None else ""


@transaction.atomic
def revoke(*, feed: CalendarFeed, by: Person) -> None:
    """From now on nobody reads at this address."""
    audit.record(action="revoke_feed", target=feed, actor=by)
    feed.delete()


def feed_of(token: str) -> CalendarFeed | None:
    """The feed of a token, while its person is active and, for a space, still keeps it."""
    feed = (
        CalendarFeed.objects.filter(token_hash=digest(token), person__is_active=True)
        .select_related("person", "space__home", "space__facility")
        .first()
    )
    if feed is None or feed.space_id is None:
        return feed
    seen = Space.objects.visible_to(feed.person).filter(pk=feed.space_id)
    return feed if seen.exists() else None


def entries(feed: CalendarFeed) -> list[Entry]:
    """What the feed tells: the last 30 days and all that is ahead.

    A space is taken by what takes the whole that it is part of, and by what takes its parts.
    """
    since = clock.now() - LOOK_BACK
    if feed.space is None:
        return entries_of(feed.person, since)
    taken = Q(space=feed.space) | Q(
        space__root=feed.space.root_id, space__units__overlap=feed.space.units
    )
    rows = Reservation.objects.filter(taken, state__in=KEPT, ends_at__gt=since)
    rows = rows.select_related("space__facility", "home", "person").order_by("starts_at", "pk")
    return list(space_entries(feed.space, rows))


def version(found: Iterable[Entry], language: str) -> str:
    """Changes whenever anything of the entries does; cheaper than writing the calendar."""
    return hashlib.sha256(f"{language}{list(found)}".encode()).hexdigest()[:32]


def changed_at(found: Iterable[Entry]) -> datetime | None:
    """When the newest of the entries was changed."""
    return max((entry.changed_at for entry in found), default=None)


def as_ical(found: Iterable[Entry], *, name: str, site: str) -> bytes:
    """The entries as iCalendar (RFC 5545), moments in UTC, so that no time zone can be misread."""
    # Only who reads a feed pays for the library.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Shared Workers' Homes//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in found:
        calendar.add_component(_event(entry, site))
    return calendar.to_ical()


def _event(entry: Entry, site: str):
    from icalendar import Alarm, Event

    event = Event()
    # Not the site's address: what a calendar knows must keep its name when the portal moves.
    event.add("uid", f"{entry.uid}@shared-homes")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    status = "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED"
    event.add("status", status)
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    if entry.place:
        event.add("location", entry.place)
    if entry.point:
        event.add("geo", entry.point)
    if entry.note:
        event.add("description", entry.note)
    if entry.path:
        event.add("url", f"{site}{entry.path}")
    if not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", -ALARM)
        event.add_component(alarm)
    return event
