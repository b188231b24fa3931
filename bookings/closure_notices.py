"""Telling people what a closure has done with their bookings: each once, however many it hit."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.urls import reverse

from bookings.enums import ClosureState, Decision, PartState
from bookings.models import Closure, ClosureHit, ClosurePart
from bookings.notices import tell, tell_of_move, tell_of_several
from messaging.kinds import Line, joined
from unions.models import Person

TOLD_OF = (Decision.MOVE, Decision.CANCEL)


def tell_people(closure: Closure) -> int:
    """Tell those whom it has hit and who have not heard yet; returns how many.

    While it is being carried out, who has bookings at homes that are still to be closed is told
    with the last of these. Called in the transaction of each home, under the closure's lock, so
    that nobody is forgotten and nobody told twice.
    """
    hits = ClosureHit.objects.filter(part__closure=closure)
    of_people = hits.filter(reservation__person__isnull=False)
    known = Q(reservation__person__isnull=False) | Q(reservation__contact_texts=True)
    owed = hits.filter(known, told=False, result__in=TOLD_OF)
    # Who only had a place kept hears of that from the waiting list.
    owed = owed.filter(reservation__offered_until__isnull=True)
    if closure.state == ClosureState.CLOSING:
        to_come = of_people.filter(part__state=PartState.READY)
        owed = owed.exclude(reservation__person__in=to_come.values("reservation__person"))
    owed = owed.select_related(
        "reservation__person",
        "reservation__space",
        "reservation__home",
        "space__home",
        "to_space__home",
        "part__home",
    )
    found = list(owed.order_by("starts_at", "pk"))
    several = by_person(found)
    for person, of_one in several.items():
        _tell(closure, person, of_one)
    by_number = [hit for hit in found if hit.booking.person is None]
    for hit in by_number:
        _tell_of_one(closure, hit)
    ClosureHit.objects.filter(pk__in=[hit.pk for hit in found]).update(told=True)
    return len(several) + len(by_number)


def tell_of_reopening(part: ClosurePart, hits: Iterable[ClosureHit]) -> None:
    """The home is open after all: whose bookings were cancelled may book again."""
    for person, of_one in by_person(hits).items():
        if len(of_one) == 1:
            tell(of_one[0].booking, "home_reopened", once=str(part.closure_id))
            continue
        tell_of_several(
            person,
            "home_reopened_several",
            key=f"home_reopened_several:{part.pk}",
            lines=[_line(hit, Decision.CANCEL, at_home=False) for hit in of_one],
            when=of_one[0].starts_at,
            home=part.home,
        )


def by_person(hits: Iterable[ClosureHit]) -> dict[Person, list[ClosureHit]]:
    """The hits of each person, in order; without those of nobody."""
    found: dict[Person, list[ClosureHit]] = {}
    for hit in hits:
        if hit.booking.person is not None:
            found.setdefault(hit.booking.person, []).append(hit)
    return found


def _tell_of_one(closure: Closure, hit: ClosureHit) -> None:
    if hit.result == Decision.MOVE:
        tell_of_move(
            hit.booking, was_at=hit.starts_at, own=False, quietly=False, note=closure.reason
        )
    else:
        tell(hit.booking, "booking_cancelled", note=closure.reason)


def _tell(closure: Closure, person: Person, hits: Sequence[ClosureHit]) -> None:
    if len(hits) == 1:
        _tell_of_one(closure, hits[0])
        return
    one_home = len({hit.part.home_id for hit in hits}) == 1
    tell_of_several(
        person,
        "bookings_changed" if one_home else "bookings_changed_widely",
        key=f"bookings_changed:{closure.pk}:{hits[0].pk}",
        lines=[_line(hit, hit.result, at_home=not one_home) for hit in hits],
        when=hits[0].starts_at,
        home=hits[0].part.home,
        count=len(hits),
        note=closure.reason,
    )


def _line(hit: ClosureHit, result: str, *, at_home: bool) -> Line:
    """`at_home`: the message is about several homes, so the line names its own."""
    url = reverse("bookings:detail", args=[hit.booking.pk])
    home = hit.place.home
    values = {"when": hit.starts_at, "place": joined(home if at_home else None, hit.place)}
    if result == Decision.CANCEL:
        return Line("cancelled", url, values)
    space, start, _end = hit.goal
    elsewhere = at_home or space.home_id != home.pk
    goal = {"to_when": start, "to_place": joined(space.home if elsewhere else None, space)}
    return Line("moved", url, values | goal)
