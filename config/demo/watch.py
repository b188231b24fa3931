"""How doors are watched: surprise checks, inspections drawn by lot, and what people report."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from config.demo.bulk import copy_in
from config.demo.world import Habit, World, moment
from homes.doors import refresh_verification
from homes.enums import CountMethod, InspectionResult, TicketLevel, TicketState
from homes.models import DoorCall, Home, Inspection, Ticket, TicketEvent, TicketKind, VisitByGroup
from homes.models.ticket import ALPHABET
from unions.enums import WorkerGroup
from unions.models import Person

CALL_DAYS, INSPECTION_DAYS, TICKET_DAYS, GROUP_DAYS = 60, 120, 90, 30
# The chance that a surprise check is answered in time, and that an inspection is passed.
ANSWERED = {Habit.LIVELY: 0.97, Habit.NORMAL: 0.92, Habit.QUIET: 0.7, Habit.LOCKED: 0.1}
PASSED = {Habit.LIVELY: 0.98, Habit.NORMAL: 0.93, Habit.QUIET: 0.75, Habit.LOCKED: 0.1}
FINDINGS = {
    Habit.LOCKED: "公布的开放时间内大门上锁，无人值守。",
    Habit.SILENT: "无活动记录，设施未启用。",
}
REPORTS = {
    "locked": ("下午两点到，门锁着，没人。", "已约谈值守人员，恢复按公布时间开门。"),
    "wrong_hours": ("门口贴的时间和网上不一样。", "已更正门口公示，与网上一致。"),
    "broken": ("饮水机不出热水。", "已更换饮水机。"),
    "supplies": ("药箱里没有创可贴了。", "已补充药箱。"),
    "dirty": ("桌面很脏。", "已安排每日保洁。"),
}


@dataclass(frozen=True)
class Report:
    """A ticket before it is one; `open` while nobody has answered."""

    home: Home
    kind: TicketKind
    at: datetime
    open: bool


def make(world: World) -> None:
    """Weeks of surprise checks, months of inspections, tickets, and who came to the door."""
    rng = world.random("watch")
    DoorCall.objects.bulk_create(
        [row for home in world.fixed for row in _calls(rng, world, home)], batch_size=2000
    )
    Inspection.objects.bulk_create(_inspections(rng, world))
    _tickets(rng, world)
    _groups(rng, world)
    refresh_verification()


def _calls(rng: Random, world: World, home: Home) -> list[DoorCall]:
    """About three a month, within the hours."""
    rows = []
    first = world.today - timedelta(days=CALL_DAYS)
    chance = ANSWERED.get(world.habits[home.pk], 0)
    for day, windows in world.open_days(home, first, world.today - timedelta(days=1)):
        if rng.random() < 0.13:
            start, end = rng.choice(windows)
            asked = moment(day, rng.randrange(max(start, 8 * 60), min(end, 21 * 60) - 30))
            answered = asked + timedelta(minutes=rng.randint(2, 28))
            came = rng.random() < chance
            rows.append(
                DoorCall(
                    home=home,
                    asked_at=asked,
                    due_at=asked + timedelta(minutes=30),
                    answered_at=answered if came else None,
                    expired=not came,
                )
            )
    return rows


def _inspections(rng: Random, world: World) -> list[Inspection]:
    """Each home was drawn at most once; what failed has a date by which it is put right."""
    inspector = Person.objects.get(phone="13800000002")
    rows = []
    for home in world.fixed:
        if rng.random() < 0.35:
            day = world.today - timedelta(days=rng.randint(2, INSPECTION_DAYS))
            habit = world.habits[home.pk]
            passed = not world.is_sample(home) or rng.random() < PASSED.get(habit, 0.2)
            at = moment(day, rng.randint(9 * 60, 17 * 60))
            rows.append(_inspection(home, at, passed, FINDINGS.get(habit, "部分设施待维修。")))
            if home.union.code.startswith("3505"):
                rows[-1].inspector = inspector
            if not passed and rng.random() < 0.6:
                rows[-1].put_right_on = min(day + timedelta(days=12), world.today)
    return rows


def _inspection(home: Home, at: datetime, passed: bool, findings: str) -> Inspection:
    return Inspection(
        home=home,
        drawn_on=at.date(),
        visited_at=at,
        result=InspectionResult.PASSED if passed else InspectionResult.FAILED,
        findings="按公布时间开门，设施完好。" if passed else findings,
        follow_up_due_on=None if passed else at.date() + timedelta(days=15),
    )


def _tickets(rng: Random, world: World) -> None:
    """Locked doors are reported again and again; elsewhere one sample home in ten, once."""
    kinds = TicketKind.objects.in_bulk()
    reports = []
    for home in world.fixed:
        if world.habits[home.pk] == Habit.LOCKED:
            reports += [
                Report(home, kinds["locked"], _before(rng, world, TICKET_DAYS), open=False),
                Report(home, kinds["locked"], _before(rng, world, 6), open=True),
            ]
        elif world.is_sample(home) and rng.random() < 0.1:
            kind = kinds[rng.choice([code for code in REPORTS if code != "locked"])]
            at = _before(rng, world, TICKET_DAYS)
            reports.append(Report(home, kind, at, open=rng.random() < 0.15))
    tickets = [_ticket(rng, world, report) for report in reports]
    Ticket.objects.bulk_create(tickets)
    TicketEvent.objects.bulk_create([event for ticket in tickets for event in _events(ticket)])


def _before(rng: Random, world: World, days: int) -> datetime:
    """A moment by day within the days before today."""
    return moment(world.today - timedelta(days=rng.randint(1, days)), rng.randint(540, 1200))


def _ticket(rng: Random, world: World, report: Report) -> Ticket:
    """An answered one, or one that has climbed as its deadlines passed."""
    text, answer = REPORTS[report.kind.pk]
    ticket = Ticket(
        number="".join(rng.choices(ALPHABET, k=10)),
        home=report.home,
        kind=report.kind,
        text=text,
        created_at=report.at,
        due_at=report.at + timedelta(hours=report.kind.due_hours),
    )
    if not report.open:
        ticket.state, ticket.answer = TicketState.CLOSED, answer
        ticket.closed_at = report.at + timedelta(hours=rng.randint(1, report.kind.due_hours))
        return ticket
    for level in (TicketLevel.COUNTY, TicketLevel.CITY):
        if ticket.due_at < moment(world.today, 0):
            ticket.level = level
            ticket.due_at += timedelta(hours=report.kind.climb_hours)
    return ticket


def _events(ticket: Ticket) -> list[TicketEvent]:
    """Its history: reported, climbed, closed."""
    rows = [TicketEvent(ticket=ticket, at=ticket.created_at, what="reported", text=ticket.text)]
    at = ticket.created_at + timedelta(hours=ticket.kind.due_hours)
    for level in (TicketLevel.COUNTY, TicketLevel.CITY):
        if ticket.level in (level, TicketLevel.CITY):
            rows.append(TicketEvent(ticket=ticket, at=at, what="escalated", text=level))
            at += timedelta(hours=ticket.kind.climb_hours)
    if ticket.closed_at:
        closed = TicketEvent(ticket=ticket, at=ticket.closed_at, what="closed", text=ticket.answer)
        rows.append(closed)
    return rows


def _groups(rng: Random, world: World) -> None:
    """Which groups the visitors of the last weeks named; about half name one."""
    rows = []
    groups = WorkerGroup.values
    first = world.today - timedelta(days=GROUP_DAYS)
    for home in world.fixed:
        usual = rng.sample(groups, 3)
        visits = home.visits.filter(on__gte=first, method=CountMethod.SCANNED).order_by("on")
        for on, count in visits.values_list("on", "person_times"):
            for group, share in zip(usual, (0.25, 0.15, 0.1), strict=True):
                if people := int(count * share + rng.random()):
                    rows.append((home.pk, on, group, people))
    copy_in(VisitByGroup, ("home", "on", "worker_group", "person_times"), rows)
