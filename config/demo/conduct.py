"""What came of the bookings of the last weeks: points for who came, strikes, some appeals."""

from collections import defaultdict
from datetime import timedelta

from bookings import reckoning
from bookings.enums import AppealState, Source, State, StrikeKind
from bookings.models import Appeal, Block, ConductPolicy, Reservation, Strike
from config.demo.world import SHISHI, World, moment
from homes.working_days import due_within
from unions.enums import PointsReason
from unions.models import Person, PointsEntry, PointsPolicy

DAYS = 30
GRACE = timedelta(minutes=16)
WORDS = (
    "当天到了，但门口二维码扫不出来。",
    "班车晚点，提前打过电话。",
    "已到场，值守人员忘了签到。",
)


def make(world: World) -> None:
    """Strikes as the minutes after each missed start would have made them."""
    since = moment(world.today - timedelta(days=DAYS), 0)
    recent = Reservation.objects.filter(
        starts_at__gte=since, starts_at__lt=moment(world.today, 0), home__unverified=False
    ).select_related("space", "home")
    _own(world)
    came = recent.filter(state=State.COMPLETED, person__isnull=False)
    amount = PointsPolicy.current().check_in
    PointsEntry.objects.bulk_create(
        [
            PointsEntry(
                person_id=person,
                points=amount,
                reason=PointsReason.CHECK_IN,
                key=f"reservation:{pk}:0",
                at=at,
            )
            for pk, person, at in came.values_list("pk", "person", "checked_in_at")
        ],
        batch_size=2000,
    )
    missed = recent.filter(state=State.NO_SHOW, person__isnull=False).order_by("starts_at", "pk")
    strikes = Strike.objects.bulk_create(
        [
            Strike(
                reservation=row,
                person_id=row.person_id,
                kind=StrikeKind.NO_SHOW,
                weight=ConductPolicy.current().no_show_weight,
                at=row.starts_at + GRACE,
            )
            for row in missed
        ]
    )
    _blocks(strikes)
    _appeals(world, strikes)


def _own(world: World) -> None:
    """The demo worker came last week and missed something, another missed the day before last."""
    worker = Person.objects.get(phone="13800000007")
    rows = Reservation.objects.filter(
        home__code=SHISHI, starts_at__lt=moment(world.today - timedelta(days=2), 0)
    ).order_by("-starts_at")
    for state in (State.COMPLETED, State.NO_SHOW):
        last = rows.filter(state=state).first()
        if last is not None:
            Reservation.objects.filter(pk=last.pk).update(person=worker)
    came = rows.filter(state=State.COMPLETED, source=Source.WEB, person__isnull=False)
    missed = came.exclude(person=worker).first()
    if missed is not None:
        changed = {"state": State.NO_SHOW, "checked_in_at": None}
        Reservation.objects.filter(pk=missed.pk).update(**changed)


def _blocks(strikes: list[Strike]) -> None:
    policy = ConductPolicy.current().values
    blocks: dict[int, list[reckoning.Block]] = defaultdict(list)
    known: dict[int, list[reckoning.Strike]] = defaultdict(list)
    rows = []
    for strike in strikes:
        person = strike.person_id
        known[person].append(strike.value)
        due = reckoning.block_due(known[person], blocks[person], policy, strike.at)
        if due is not None:
            blocks[person].append(due)
            rows.append(
                Block(
                    person_id=person,
                    strike=strike,
                    starts_at=due.starts_at,
                    ends_at=due.ends_at,
                )
            )
    Block.objects.bulk_create(rows)


def _appeals(world: World, strikes: list[Strike]) -> None:
    """Those of the last days that somebody thinks are wrong; older ones have been answered."""
    rng = world.random("appeals")
    days = ConductPolicy.current().appeal_days
    now = moment(world.today, 0)
    worker = Person.objects.get(phone="13800000007")
    rows = []
    others = [strike for strike in strikes if strike.person_id != worker.pk]
    told = {strike.pk for strike in others if strike.reservation.home.code == SHISHI}
    for strike in others:
        at = strike.at + timedelta(hours=rng.randint(1, 12))
        if at >= now or (strike.pk not in told and rng.random() > 0.1):
            continue
        due = due_within(at, days)
        row = Appeal(
            strike=strike, person_id=strike.person_id, text=rng.choice(WORDS), at=at, due_at=due
        )
        if due <= now + timedelta(days=1):
            row.state, row.decided_at = AppealState.REJECTED, at + timedelta(hours=20)
            row.answer = "值守人员当时在场，未见到场。"
        rows.append(row)
    Appeal.objects.bulk_create(rows)
