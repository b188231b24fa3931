"""Rules said by unions, homes and spaces, and the columns of the spaces that follow from them.

A space's own columns are what counts: search and booking read nothing else. Whatever changes
what somebody says brings them up to date in the same transaction. Locks: the rules (a change
takes them alone, giving numbers to spaces together), the home, then the spaces by id.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from bookings.models import Quota, RuleSet
from bookings.refusals import refuse
from bookings.rule_fields import DEFAULTS, NAMES, column, effective, makes_sense, said
from common import audit, locks
from homes.models import Home, Space
from unions.models import Person, Union

LOCK = "booking-rules"
AT_ONCE = 5000
Owner = Union | Home | Space


def keep_still() -> None:
    """Nobody changes rules until the transaction ends; new spaces are made under this."""
    locks.together(LOCK)


def change_alone(owner: Owner) -> None:
    """Lock what a change to the rules of an owner locks before the spaces."""
    locks.alone(LOCK)
    if isinstance(owner, Union):
        return
    home = owner.home_id if isinstance(owner, Space) else owner.pk
    list(Home.objects.select_for_update(no_key=True).filter(pk=home).values_list("pk"))


def paths_above(path: str) -> list[str]:
    """The tree paths of a union and of all above it, nearest first."""
    return [path[:end] for end in range(len(path), 0, -Union.steplen)]


def named(owner: Owner) -> dict[str, Any]:
    """The column that names the owner in RuleSet and Quota."""
    return {str(type(owner)._meta.model_name): owner}


def below(owner: Owner) -> QuerySet[Space]:
    """The spaces that what an owner says may reach; for a space its whole tree, for quotas."""
    if isinstance(owner, Space):
        return Space.objects.filter(root=owner.root_id or owner.pk)
    if isinstance(owner, Home):
        return Space.objects.filter(home=owner)
    return Space.objects.filter(home__union__path__startswith=owner.path)


class Place(NamedTuple):
    """Where a space stands, which decides what reaches it."""

    space: int
    root: int | None
    home: int
    union_path: str

    @property
    def above(self) -> list[tuple[str, Any]]:
        """Home and unions as keys of what they say, nearest first."""
        return [("home", self.home), *(("union", path) for path in paths_above(self.union_path))]


class Said:
    """What reaches many spaces, by who says it: two queries, however many they are."""

    def __init__(self, places: Collection[Place]):
        paths = {path for place in places for path in paths_above(place.union_path)}
        homes = {place.home for place in places}
        reach = Q(union__path__in=paths) | Q(home__in=homes) | Q(space__home__in=homes)
        rules = RuleSet.objects.filter(reach).order_by()
        self.rules = {
            _who(*row[:3]): dict(zip(NAMES, row[3:], strict=True))
            for row in rules.values_list("union__path", "home_id", "space_id", *NAMES)
        }
        quotas = Quota.objects.filter(reach).order_by()
        rows = quotas.values_list("union__path", "home_id", "space__root_id")
        self.quotas = {_who(*row) for row in rows}

    def above(self, place: Place) -> list[dict]:
        """What the home and the unions say, nearest first."""
        return [self.rules[key] for key in place.above if key in self.rules]

    def chain(self, place: Place) -> list[dict]:
        """The same after what the space itself says."""
        return [self.rules.get(("space", place.space), {}), *self.above(place)]

    def columns(self, place: Place) -> dict[str, Any]:
        """The space's columns as they must be."""
        counts = effective(self.chain(place))
        found = {name: column(name, counts[name].value) for name in NAMES}
        keys = {("space", place.root), *place.above}
        return found | {"has_quotas": not keys.isdisjoint(self.quotas)}


def _who(union_path: str | None, home: int | None, space: int | None) -> tuple[str, Any]:
    if space is not None:
        return "space", space
    return ("home", home) if home is not None else ("union", union_path)


def refresh(spaces: QuerySet[Space]) -> int:
    """Bring the columns of spaces up to date; returns how many changed.

    One UPDATE for all that change alike. Raises Refusal `rules_clash` where nothing could be
    booked in a space any more. The caller keeps the rules still.
    """
    of_these = Space.objects.filter(pk__in=spaces.order_by().values("pk")).order_by("pk")
    keys = list(of_these.select_for_update(no_key=True).values_list("pk", flat=True))
    fields = ("pk", "root_id", "home_id", "home__union__path", "has_quotas", *NAMES)
    rows = list(Space.objects.filter(pk__in=keys).order_by().values_list(*fields))
    places = [Place(*row[:4]) for row in rows]
    known = Said(places)
    changes: dict[tuple, list[int]] = defaultdict(list)
    for place, row in zip(places, rows, strict=True):
        present = dict(zip(("has_quotas", *NAMES), row[4:], strict=True))
        wanted = known.columns(place)
        if not makes_sense(wanted):
            space = Space.objects.select_related("home").get(pk=place.space)
            raise refuse("rules_clash", space=space, home=space.home)
        if differing := tuple((n, v) for n, v in wanted.items() if present[n] != v):
            changes[differing].append(place.space)
    for values, chosen in changes.items():
        for first in range(0, len(chosen), AT_ONCE):
            part = Space.objects.filter(pk__in=chosen[first : first + AT_ONCE])
            part.update(**dict(values))
    return sum(len(chosen) for chosen in changes.values())


@transaction.atomic
def save_rules(*, owner: Owner, values: dict[str, Any], by: Person | None) -> RuleSet:
    """Set what a union, a home or a space says itself; None inherits, what is left out stays.

    Reservations already made stay as they are. Raises Refusal `rules_clash`.
    """
    change_alone(owner)
    rules, _new = RuleSet.objects.get_or_create(**named(owner))
    was = {name: getattr(rules, name) for name in values}
    for name, value in values.items():
        setattr(rules, name, value)
    rules.save(update_fields=list(values))
    refresh(below(owner))
    changed = {name: [was[name], value] for name, value in values.items() if was[name] != value}
    audit.record(action="save_rules", target=rules, actor=by, changed=changed)
    return rules


@transaction.atomic
def drop_rules(*, rules: RuleSet, by: Person | None) -> None:
    """Say nothing any more: all is inherited."""
    owner = rules.owner
    change_alone(owner)
    audit.record(action="drop_rules", target=rules, actor=by, owner=str(owner))
    rules.delete()
    refresh(below(owner))


@transaction.atomic
def quotas_changed(*, owners: Iterable[Owner]) -> None:
    """Tell the spaces below whether a quota reaches them, after quotas of these owners changed."""
    for owner in owners:
        change_alone(owner)
        refresh(below(owner))


@transaction.atomic
def homes_moved(homes: dict) -> None:
    """Homes with these lookups stand under another union: they inherit from it now."""
    locks.alone(LOCK)
    chosen = Home.objects.filter(**homes).order_by().values("pk")
    refresh(Space.objects.filter(home__in=chosen))


def settle(home: Home, *, moved: Collection[int], new: Collection[int]) -> None:
    """Give new spaces of a home the rules they inherit, and moved ones the quotas of their tree.

    What a new space was made with, other than the built-in value, becomes its own rule.
    """
    adopt(Space.objects.filter(pk__in=new), only_unusual=True)
    refresh(Space.objects.filter(pk__in=moved))


def adopt(
    spaces: QuerySet[Space], *, names: Sequence[str] = NAMES, only_unusual: bool = False
) -> int:
    """Make what stands in these columns of spaces their own rules, where it is not inherited.

    For what writes columns, as an import does. `only_unusual` takes the built-in value as
    nothing said. Returns how many spaces have other rules of their own by it.
    """
    fields = ("pk", "root_id", "home_id", "home__union__path", *names)
    rows = list(spaces.order_by("pk").values_list(*fields))
    if not rows:
        return 0
    known = Said([Place(*row[:4]) for row in rows])
    found = []
    for row in rows:
        place = Place(*row[:4])
        inherited = effective(known.above(place))
        own = known.rules.get(("space", place.space), {})
        wanted = dict(own)
        for name, present in zip(names, row[4:], strict=True):
            value = said(name, present)
            unsaid = value == inherited[name].value or (only_unusual and value == DEFAULTS[name])
            if value != own.get(name):
                wanted[name] = None if unsaid else value
        if any(wanted.get(name) != own.get(name) for name in names):
            found.append(RuleSet(space_id=place.space, **wanted))
    RuleSet.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["space"], update_fields=NAMES, batch_size=1000
    )
    return len(found)
