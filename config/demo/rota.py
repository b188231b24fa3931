"""Providers' contracts, shifts by the opening hours, and who takes them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from config.demo.bulk import copy_in, new_ids
from config.demo.world import Habit, Window, World, moment
from homes.models import Home
from staffing.enums import AssignmentState, StaffRole
from staffing.models import Assignment, Contract, Provider, Shift, StaffMember
from unions.models import Union

FULL_DAYS_BACK, DAYS_AHEAD = 4, 14
# Homes began to keep their rota here one after another, in the first months.
LATEST_START = 240
LONGEST = 7 * 60
# How sure a place in a shift is to be filled.
FILLED = {Habit.LIVELY: 0.96, Habit.NORMAL: 0.9, Habit.QUIET: 0.65, Habit.LOCKED: 0.25}
NEEDS = {
    StaffRole.CADRE: "cadres",
    StaffRole.SOCIAL_WORKER: "social_workers",
    StaffRole.VOLUNTEER: "volunteers",
}
SHIFT_COLUMNS = (
    "id",
    "home",
    "starts_at",
    "ends_at",
    "cadres",
    "social_workers",
    "volunteers",
    "note",
)
ASSIGNMENT_COLUMNS = ("shift", "member", "state", "human", "during")
Row = tuple[Home, date, int, int, dict[StaffRole, int]]


def make(world: World) -> None:
    """Every day of the next two weeks and the last few days, and two days a week before that."""
    rng = world.random("rota")
    StaffMember.objects.update(starts_on=world.first_day)
    _providers(world)
    _contracts(rng, world)
    members: dict[int, list[StaffMember]] = defaultdict(list)
    for member in StaffMember.objects.order_by("pk"):
        members[member.home_id].append(member)
    shifts = [row for home in world.fixed for row in _shifts(rng, world, home, members[home.pk])]
    ids = new_ids(Shift, len(shifts))
    copy_in(Shift, SHIFT_COLUMNS, map(_shift_row, ids, shifts))
    takers = Takers(rng, world, members)
    assigned = [
        row for pk, shift in zip(ids, shifts, strict=True) for row in takers.take(pk, shift)
    ]
    copy_in(Assignment, ASSIGNMENT_COLUMNS, assigned)


def _providers(world: World) -> None:
    """The federation that buys from a provider keeps it."""
    by_code = {union.code: union for union in Union.objects.filter(code__in=("350000", "350200"))}
    xiamen = StaffMember.objects.filter(home__union__path__startswith=by_code["350200"].path)
    local = set(xiamen.exclude(provider=None).values_list("provider_id", flat=True))
    for provider in Provider.objects.all():
        provider.union = by_code["350200" if provider.pk in local else "350000"]
        provider.save(update_fields=["union"])


def _contracts(rng: Random, world: World) -> None:
    """A year's purchase of services for each home at which social workers serve."""
    served = StaffMember.objects.exclude(provider=None).order_by("home__code", "pk")
    by_home = {
        member.home: member.provider
        for member in served.select_related("home", "provider")
        if member.provider
    }
    rows = []
    for number, (home, provider) in enumerate(by_home.items(), start=1):
        starts_on = world.today - timedelta(days=rng.randint(10, 355))
        rows.append(
            Contract(
                provider=provider,
                home=home,
                number=f"购服{starts_on.year}-{number:03d}（示例）",
                amount_fen=rng.randrange(60_000, 180_000, 1_000) * 100,
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=364),
                deliverables="每周驻点服务不少于五天，每月组织活动不少于两场。",
            )
        )
    Contract.objects.bulk_create(rows)


def _shifts(rng: Random, world: World, home: Home, staff: list[StaffMember]) -> Iterator[Row]:
    """Shifts for the attended part of each opening; a silent home has none."""
    habit = world.habits[home.pk]
    if habit == Habit.SILENT or not staff:
        return
    last = world.today + timedelta(days=DAYS_AHEAD)
    recent = world.today - timedelta(days=FULL_DAYS_BACK)
    first = world.first_day + timedelta(days=rng.randint(0, LATEST_START))
    rostered = rng.sample(range(1, 8), 2)
    roles = {member.role for member in staff}
    for day, windows in world.open_days(home, first, last):
        if day < recent and day.isoweekday() not in rostered:
            continue
        for start, end in _parts(windows):
            if habit == Habit.LIVELY or rng.random() < 0.9:
                yield home, day, start, end, _needs(rng, day, start, roles)


def _parts(windows: list[Window]) -> Iterator[Window]:
    """Openings cut into shifts of seven hours at most; nights are not attended."""
    for start, end in windows:
        start, end = max(start, 8 * 60), min(end, 22 * 60)
        while start < end:
            cut = min(end, start + LONGEST)
            yield start, cut
            start = cut


def _needs(rng: Random, day: date, start: int, roles: set[str]) -> dict[StaffRole, int]:
    """The cadre by day on weekdays, social workers at any time, volunteers when workers come."""
    busy = start >= 14 * 60 or day.isoweekday() > 5
    needs = {
        StaffRole.CADRE: int(day.isoweekday() <= 5 and start < 14 * 60),
        StaffRole.SOCIAL_WORKER: int(StaffRole.SOCIAL_WORKER in roles),
        StaffRole.VOLUNTEER: int(busy and rng.random() < 0.5),
    }
    if not any(needs.values()):
        needs[StaffRole.VOLUNTEER] = 1
    return needs


def _shift_row(pk: int, shift: Row) -> tuple:
    home, day, start, end, needs = shift
    counts = [needs[role] for role in NEEDS]
    return pk, home.pk, moment(day, start).isoformat(), moment(day, end).isoformat(), *counts, ""


class Takers:
    """Gives places in shifts to people, none of whom is in two places at once."""

    def __init__(self, rng: Random, world: World, members: dict[int, list[StaffMember]]) -> None:
        self.rng = rng
        self.world = world
        self.members = members
        self.busy: dict[tuple[int, date], list[Window]] = defaultdict(list)

    def take(self, pk: int, shift: Row) -> Iterator[tuple]:
        """Rows of assignments for one shift."""
        home, day, start, end, needs = shift
        chance = FILLED.get(self.world.habits[home.pk], 0.5)
        for role, count in needs.items():
            for _ in range(count):
                member = self._free(home, role, day, (start, end))
                if member and self.rng.random() < chance:
                    self.busy[_human(member), day].append((start, end))
                    during = f"[{moment(day, start).isoformat()},{moment(day, end).isoformat()})"
                    yield pk, member.pk, self._state(day), _human(member), during

    def _free(self, home: Home, role: str, day: date, window: Window) -> StaffMember | None:
        able = [
            member
            for member in self.members[home.pk]
            if member.role == role
            and all(
                end <= window[0] or window[1] <= start
                for start, end in self.busy[_human(member), day]
            )
        ]
        return self.rng.choice(able) if able else None

    def _state(self, day: date) -> AssignmentState:
        if day >= self.world.today:
            return AssignmentState.TAKEN
        return AssignmentState.ATTENDED if self.rng.random() < 0.95 else AssignmentState.ABSENT


def _human(member: StaffMember) -> int:
    """One number a human, as `staffing` counts: the account, else the negated staff row."""
    return member.person_id or -member.pk
