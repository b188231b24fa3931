"""Ratings by people who were there: of made-up homes only, for real ones have real opinions."""

from datetime import timedelta
from random import Random

from bookings.enums import Source, State
from bookings.models import Reservation
from config.demo.world import SHISHI, Habit, World, moment
from homes.models import Home
from services.enums import OccasionKind, SignUpState
from services.models import LOW_STARS, Feedback, SignUp
from unions.models import Person

WORKER = "13800000007"

# Of a hundred who could, this many rate.
BOOKINGS, SIGN_UPS = 14, 3
STARS = {
    Habit.LIVELY: (1, 2, 8, 34, 55),
    Habit.NORMAL: (2, 4, 14, 40, 40),
    Habit.QUIET: (5, 10, 25, 35, 25),
    Habit.LOCKED: (40, 25, 20, 10, 5),
    Habit.SILENT: (25, 25, 25, 15, 10),
}
GOOD = (
    "",
    "",
    "",
    "场地干净，灯光也好。",
    "晚上开到九点半，下班过来正好。",
    "饮水机、微波炉都能用，歇脚很方便。",
    "工作人员很热情，空调也开着。",
    "离工业区近，走路十分钟就到。",
    "带孩子来看书，环境安静。",
)
FAIR = ("", "", "周末人多，最好提前预约。", "设施不错，就是停车不方便。", "希望中午也能开门。")
POOR = (
    "",
    "到了才发现门锁着，打电话没人接。",
    "公布的时间是开门的，实际没有开。",
    "乒乓球台坏了一直没修。",
    "饮水机没有水。",
)
ANSWERS = (
    "感谢反映，已安排专人每天按时开门，欢迎再来。",
    "已报修，本周内处理好。给您添麻烦了。",
    "已和值班人员核实并整改，谢谢您的监督。",
)


def make(world: World) -> None:
    """Some of the bookings and sign-ups of the last year are rated; some answers are public."""
    rng = world.random("ratings")
    since = moment(world.today, 0) - timedelta(days=360)
    samples = {home.pk: home for home in world.homes if world.is_sample(home)}
    bookings = Reservation.objects.filter(
        home__in=samples, state=State.COMPLETED, source=Source.WEB, starts_at__gte=since
    ).select_related("space__facility")
    rows = [
        of_booking(rng, world, samples[booking.home_id], booking)
        for booking in bookings.order_by("pk")
        if rng.random() * 100 < BOOKINGS
    ]
    attended = SignUp.objects.filter(
        session__activity__home__in=samples,
        state=SignUpState.ATTENDED,
        session__starts_at__gte=since,
    ).select_related("session__activity", "session__space__facility")
    rows += [
        of_sign_up(rng, world, samples[row.session.activity.home_id], row)
        for row in attended.order_by("pk")
        if rng.random() * 100 < SIGN_UPS
    ]
    Feedback.objects.bulk_create(rows, batch_size=1000)
    leave_one_to_rate()


def leave_one_to_rate() -> None:
    """The demo worker was at Shishi's home lately and has not said how it was."""
    visible = Reservation.objects.filter(space__facility__confidential=False, source=Source.WEB)
    last = visible.filter(home__code=SHISHI, state=State.COMPLETED).order_by("starts_at").last()
    if last is not None:
        last.person = Person.objects.get(phone=WORKER)
        last.save(update_fields=["person"])


def of_booking(rng: Random, world: World, home: Home, booking: Reservation) -> Feedback:
    row = Feedback(
        home=home,
        occasion=OccasionKind.BOOKING,
        person_id=booking.person_id,
        reservation=booking,
        confidential=booking.space.facility.confidential,
        created_at=min(booking.ends_at + later(rng), moment(world.today, 0)),
    )
    return filled(rng, world, row)


def of_sign_up(rng: Random, world: World, home: Home, sign_up: SignUp) -> Feedback:
    session = sign_up.session
    row = Feedback(
        home=home,
        occasion=OccasionKind.ACTIVITY,
        person_id=sign_up.person_id,
        sign_up=sign_up,
        confidential=session.space is not None and session.space.facility.confidential,
        created_at=min(session.ends_at + later(rng), moment(world.today, 0)),
    )
    return filled(rng, world, row)


def later(rng: Random) -> timedelta:
    return timedelta(minutes=rng.randint(10, 3 * 24 * 60))


def filled(rng: Random, world: World, row: Feedback) -> Feedback:
    """Stars by the home's habit, words that fit them, and to most low ones an answer."""
    habit = world.habits[row.home_id]
    row.stars = rng.choices((1, 2, 3, 4, 5), STARS[habit])[0]
    words = POOR if row.stars <= LOW_STARS else FAIR if row.stars == 3 else GOOD
    row.comment = "" if row.confidential else rng.choice(words)
    if row.stars <= LOW_STARS and row.comment and rng.random() < 0.6:
        row.answer = rng.choice(ANSWERS)
        row.answered_at = min(row.created_at + later(rng), moment(world.today, 0))
    return row
