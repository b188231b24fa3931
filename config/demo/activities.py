"""Courses, matches and talks: eighteen months held, three weeks announced, with sign-ups."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bookings.enums import Source, State
from bookings.models import Hold, Reservation
from common.ranges import during, units
from config.demo.world import SHISHI, Habit, Window, World, moment
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
    Course("单身职工联谊", "Social evening", "matchmaking"),
    Course("春送岗位招聘会", "Jobs in Spring fair", "jobs_in_spring", months=(2, 3, 4)),
    Course("夏送清凉", "Cooling in Summer", "cooling_in_summer", months=(6, 7, 8, 9)),
    Course("金秋助学", "Autumn Student Aid", "student_aid", months=(8, 9, 10)),
    Course("冬送温暖慰问", "Warmth in Winter", "warmth_in_winter", months=(11, 12, 1, 2)),
    Course("暑期托管班", "Summer care class", "care_class", "family_room", (7, 8)),
)


def make(world: World) -> None:
    """Sessions held, sessions to come with the space they take, and who has signed up."""
    rng = world.random("activities")
    plans = [plan for home in world.fixed for plan in _plans(rng, world, home)]
    activities = _activities(plans)
    sessions = [_session(rng, world, plan, activities) for plan in plans]
    coming = [session for session in sessions if session.state == SessionState.SCHEDULED]
    for session in coming:
        _take_space(world, session)
    Reservation.objects.bulk_create([s.reservation for s in coming if s.reservation])
    Hold.objects.bulk_create([hold for s in coming for hold in s.demo_holds])
    recent = world.today - timedelta(days=SIGNED_DAYS_BACK)
    sign_ups = [row for s in sessions if s.on >= recent for row in _sign_ups(rng, world, s)]
    Session.objects.bulk_create(sessions, batch_size=2000)
    SignUp.objects.bulk_create(sign_ups, batch_size=2000)


Plan = tuple[Home, Course, date, Window]


def _plans(rng: Random, world: World, home: Home) -> Iterator[Plan]:
    """What is held at a home, and when; no two sessions of a course on one day."""
    habit = world.habits[home.pk]
    ahead = WEEKS_AHEAD * 7 if habit in (Habit.LIVELY, Habit.NORMAL) else 0
    courses = rng.sample(COURSES, 9)
    if home.code == SHISHI:
        courses = list(COURSES)
    chance = A_MONTH.get(habit, 0) / 22
    for day, windows in world.open_days(home, world.first_day, world.today + timedelta(days=ahead)):
        if day != world.today and rng.random() < chance * (2.5 if day > world.today else 1):
            fitting = [c for c in courses if not c.months or day.month in c.months]
            if fitting:
                yield home, rng.choice(fitting), day, rng.choice(windows)


def _activities(plans: list[Plan]) -> dict[tuple[int, str], Activity]:
    """The activity of each plan, those that were imported included."""
    found = {(row.home_id, row.name): row for row in Activity.objects.all()}
    new = {}
    for home, course, _day, _window in plans:
        key = (home.pk, course.name)
        if key not in found and key not in new:
            fields = {"name": course.name, "name_en": course.name_en, "item_id": course.item}
            new[key] = Activity(
                home=home, description="免费参加，会员和暂未入会的职工均可。", **fields
            )
    Activity.objects.bulk_create(new.values())
    return found | new


def _session(rng: Random, world: World, plan: Plan, activities: dict) -> Session:
    home, course, day, window = plan
    begins = next((m for m in USUAL_STARTS if _fits(m, window)), window[0])
    starts_at, ends_at = moment(day, begins), moment(day, min(begins + LENGTH, window[1]))
    held = day < world.today
    space = _space(world, home, course)
    session = Session(
        activity=activities[home.pk, course.name],
        on=day,
        starts_at=starts_at,
        ends_at=ends_at,
        space=space,
        capacity=min(space.capacity, 40) if space else 30,
        sign_up_closes_at=starts_at - timedelta(hours=2),
        state=SessionState.HELD if held else SessionState.SCHEDULED,
        person_times=rng.randint(8, 48) if held else None,
        method=rng.choice((CountMethod.TYPED, CountMethod.SCANNED, CountMethod.SCANNED)),
    )
    session.demo_holds = []
    return session


def _fits(minute: int, window: Window) -> bool:
    return window[0] <= minute and minute + LENGTH <= window[1]


def _space(world: World, home: Home, course: Course) -> Space | None:
    """A room of the course's kind, as a whole; none where the home has none in use."""
    for space in world.spaces[home.pk]:
        usable = space.mode != Mode.WALK_IN and space.condition == Condition.IN_USE
        if space.facility_id == course.facility and usable:
            return space
    return None


def _take_space(world: World, session: Session) -> None:
    """A coming session takes its places in its space; where they are taken, it has no space."""
    space = session.space
    if space is None:
        return
    places = session.capacity if space.mode == Mode.PLACES else 1
    start, end = _minutes(session)
    chosen = world.calendar.take(space, session.on, start, end, places)
    if chosen is None:
        session.space = None
        return
    session.reservation = Reservation(
        home_id=space.home_id,
        space=space,
        places=places,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        state=State.CONFIRMED,
        source=Source.ACTIVITY,
        purpose=session.activity.name,
        created_at=session.starts_at - timedelta(days=14),
    )
    pause = timedelta(minutes=space.buffer_minutes)
    span = during(session.starts_at, session.ends_at + pause)
    session.demo_holds = [
        Hold(reservation=session.reservation, home_id=space.home_id, units=units(*r), during=span)
        for r in chosen
    ]


def _minutes(session: Session) -> tuple[int, int]:
    start = session.starts_at.hour * 60 + session.starts_at.minute
    length = (session.ends_at - session.starts_at).total_seconds()
    return start, start + int(length // 60)


def _sign_ups(rng: Random, world: World, session: Session) -> list[SignUp]:
    """Some of the places go to people; of those that held, most came."""
    count = rng.randint(0, min(session.capacity, 14))
    held = session.state == SessionState.HELD
    states = (SignUpState.ATTENDED, SignUpState.ABSENT) if held else (SignUpState.SIGNED_UP,)
    weights = (88, 12) if held else (1,)
    rows = [
        SignUp(
            session=session,
            person=person,
            state=rng.choices(states, weights)[0],
            at=session.starts_at - timedelta(hours=rng.randint(3, 160)),
        )
        for person in rng.sample(world.people, count)
    ]
    session.taken = count
    if held:
        attended = sum(row.state == SignUpState.ATTENDED for row in rows)
        session.person_times = max(session.person_times, attended)
    return rows
