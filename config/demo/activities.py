"""Courses, matches and talks: eighteen months held, three weeks announced, with sign-ups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from bookings.enums import Source, State
from bookings.models import Hold, Reservation
from common.ranges import during, units
from config.demo.bulk import change
from config.demo.world import SHISHI, Habit, Window, World, moment
from homes.demo.use import ENGLISH
from homes.enums import Condition, CountMethod, Mode
from homes.models import Home, Space
from services.enums import SessionState, SignUpState
from services.models import Activity, Session, SignUp

WEEKS_AHEAD = 3
SIGNED_DAYS_BACK = 60
# Sessions a month by what goes on at a home.
A_MONTH = {Habit.LIVELY: 2.4, Habit.NORMAL: 1.0, Habit.QUIET: 0.3, Habit.LOCKED: 0.15}
LENGTH = 90
DESCRIPTION = "免费参加，会员和暂未入会的职工均可。"
USUAL_STARTS = (19 * 60, 15 * 60, 10 * 60, 9 * 60)


@dataclass(frozen=True)
class Course:
    """Something that is held again and again; `months` empty: all year."""

    name: str
    name_en: str
    item: str
    facility: str = "training_room"
    months: tuple[int, ...] = ()


COURSES = (
    Course("职工周末课堂", "Weekend class", "weekend_class"),
    Course("直播带货培训", "Livestream-selling training", "livestream"),
    Course("电工技能培训", "Electrician's skills", "skills"),
    Course("法律援助咨询", "Legal aid consultation", "legal_aid"),
    Course("健康讲座", "Health talk", "health"),
    Course("羽毛球友谊赛", "Badminton match", "culture_sport", "badminton"),
    Course("瑜伽班", "Yoga class", "culture_sport", "dance_room"),
    Course("书法学习班", "Calligraphy class", "culture_sport", "painting_room"),
    Course("亲子阅读", "Reading with children", "culture_sport", "family_room"),
    Course("观影活动", "Film evening", "culture_sport", "cinema"),
    Course("单身职工交友", "Social evening", "matchmaking"),
    Course("春送岗位招聘会", "Jobs in Spring fair", "jobs_in_spring", months=(2, 3, 4)),
    Course("夏送清凉", "Cooling in Summer", "cooling_in_summer", months=(6, 7, 8, 9)),
    Course("金秋助学", "Autumn Student Aid", "student_aid", months=(8, 9, 10)),
    Course("冬送温暖慰问", "Warmth in Winter", "warmth_in_winter", months=(11, 12, 1, 2)),
    Course("职工子女暑期托管班", "Summer care class", "care_class", "family_room", (7, 8)),
)


@dataclass(frozen=True)
class Plan:
    """A session before it is one; `start` and `end` in minutes of the day."""

    home: Home
    course: Course
    day: date
    start: int
    end: int

    @property
    def starts_at(self) -> datetime:
        return moment(self.day, self.start)

    @property
    def ends_at(self) -> datetime:
        return moment(self.day, self.end)


def make(world: World) -> None:
    """Sessions held, sessions to come with the space they take, and who has signed up."""
    rng = world.random("activities")
    plans = [plan for home in world.fixed for plan in _plans(rng, world, home)]
    activities = _activities(plans)
    sessions = [_session(rng, world, plan, activities) for plan in plans]
    holds: list[Hold] = []
    recent = world.today - timedelta(days=SIGNED_DAYS_BACK)
    sign_ups: list[SignUp] = []
    for plan, session in zip(plans, sessions, strict=True):
        if session.state == SessionState.SCHEDULED and session.space:
            holds.extend(_take_space(world, plan, session, session.space))
        if plan.day >= recent:
            sign_ups.extend(_sign_ups(rng, world, plan, session))
    Reservation.objects.bulk_create([s.reservation for s in sessions if s.reservation])
    Hold.objects.bulk_create(holds)
    Session.objects.bulk_create(sessions, batch_size=2000)
    SignUp.objects.bulk_create(sign_ups, batch_size=2000)


def _plans(rng: Random, world: World, home: Home) -> Iterator[Plan]:
    """What is held at a home, and when; one session a day at most."""
    habit = world.habits[home.pk]
    ahead = WEEKS_AHEAD * 7 if habit in (Habit.LIVELY, Habit.NORMAL) else 0
    courses = list(COURSES) if home.code == SHISHI else rng.sample(COURSES, 9)
    chance = A_MONTH.get(habit, 0) / 22
    last = world.today + timedelta(days=ahead)
    for day, windows in world.open_days(home, world.first_day, last):
        if day != world.today and rng.random() < chance * (2.5 if day > world.today else 1):
            fitting = [c for c in courses if not c.months or day.month in c.months]
            if fitting:
                start, end = _time(rng.choice(windows))
                yield Plan(home, rng.choice(fitting), day, start, end)


def _time(window: Window) -> Window:
    """In the evening where the home is open then."""
    for start in USUAL_STARTS:
        if window[0] <= start and start + LENGTH <= window[1]:
            return start, start + LENGTH
    return window[0], min(window[0] + LENGTH, window[1])


def _activities(plans: list[Plan]) -> dict[tuple[int, str], Activity]:
    """The activity of each plan; those that were imported get their English names."""
    imported = list(Activity.objects.all())
    for row in imported:
        row.name_en = ENGLISH[row.name]
    change(Activity, imported, ["name_en"])
    found = {(row.home_id, row.name): row for row in imported}
    new = {}
    for plan in plans:
        key = (plan.home.pk, plan.course.name)
        if key not in found and key not in new:
            new[key] = Activity(
                home=plan.home,
                name=plan.course.name,
                name_en=plan.course.name_en,
                item_id=plan.course.item,
                description=DESCRIPTION,
            )
    Activity.objects.bulk_create(new.values())
    return found | new


def _session(
    rng: Random, world: World, plan: Plan, activities: dict[tuple[int, str], Activity]
) -> Session:
    held = plan.day < world.today
    space = _space(world, plan.home, plan.course)
    return Session(
        activity=activities[plan.home.pk, plan.course.name],
        on=plan.day,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        space=space,
        capacity=min(space.capacity, 40) if space else 30,
        sign_up_closes_at=plan.starts_at - timedelta(hours=2),
        state=SessionState.HELD if held else SessionState.SCHEDULED,
        person_times=rng.randint(8, 48) if held else None,
        method=rng.choice((CountMethod.TYPED, CountMethod.SCANNED, CountMethod.SCANNED)),
    )


def _space(world: World, home: Home, course: Course) -> Space | None:
    """A room of the course's kind; none where the home has none in use."""
    for space in world.spaces[home.pk]:
        usable = space.mode != Mode.WALK_IN and space.condition == Condition.IN_USE
        if space.facility_id == course.facility and usable:
            return space
    return None


def _take_space(world: World, plan: Plan, session: Session, space: Space) -> Iterator[Hold]:
    """A coming session takes its places in its space; where they are taken, it has no space."""
    places = session.capacity if space.mode == Mode.PLACES else 1
    chosen = world.calendar.take(space, plan.day, plan.start, plan.end, places)
    if chosen is None:
        session.space = None
        return
    session.reservation = Reservation(
        home_id=space.home_id,
        space=space,
        places=places,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        state=State.CONFIRMED,
        source=Source.ACTIVITY,
        purpose=plan.course.name,
        created_at=moment(world.today, 0) - timedelta(days=7),
    )
    span = during(plan.starts_at, plan.ends_at + timedelta(minutes=space.buffer_minutes))
    for taken in chosen:
        yield Hold(
            reservation=session.reservation,
            home_id=space.home_id,
            units=units(*taken),
            during=span,
        )


def _sign_ups(rng: Random, world: World, plan: Plan, session: Session) -> list[SignUp]:
    """Some of the places go to people; of those of a session that was held, most came."""
    count = rng.randint(0, min(session.capacity, 14))
    held = session.state == SessionState.HELD
    states = (SignUpState.ATTENDED, SignUpState.ABSENT) if held else (SignUpState.SIGNED_UP,)
    rows = [
        SignUp(
            session=session,
            person=person,
            state=rng.choices(states, (88, 12)[: len(states)])[0],
            at=min(plan.starts_at, moment(world.today, 0)) - timedelta(hours=rng.randint(3, 160)),
        )
        for person in rng.sample(world.people, count)
    ]
    session.taken = count
    if held:
        came = sum(row.state == SignUpState.ATTENDED for row in rows)
        session.person_times = came + rng.randint(4, 24)
    return rows
