"""The demo accounts that the documentation names, load-test workers, and workers who book."""

from django.contrib.auth.hashers import make_password

from config.demo.world import SHISHI, World
from homes.models import Home, HomeAppointment
from staffing.models import StaffMember
from unions.enums import MemberStatus, Role, WorkerGroup
from unions.models import Appointment, Person, Union

# Last two digits of 138000000xx, name, union in charge, role at 石狮服装城, uses the admin.
ACCOUNTS = (
    ("01", "示例省总干部", "350000", None, True),
    ("02", "示例泉州干部", "350500", None, True),
    ("03", "示例石狮干部", "350581", None, True),
    ("04", "示例专干", None, Role.MANAGER, True),
    ("05", "示例社工", None, Role.EDITOR, True),
    ("06", "示例志愿者", None, None, False),
    ("07", "示例职工", None, None, False),
)
LOAD_WORKERS = 200
WORKERS = 480
SURNAMES = "林陈黄张吴李王郑刘杨许谢蔡苏叶何郭曾赖邱"


def make(world: World) -> None:
    """Create them all; the many share one password hash, because hashing is slow on purpose."""
    shishi = Home.objects.get(code=SHISHI)
    for digits, name, union, role, is_staff in ACCOUNTS:
        person = _account(digits, name, is_staff)
        if union:
            _appoint(world, person, Union.objects.get(code=union))
        if role:
            HomeAppointment.objects.create(
                person=person, home=shishi, role=role, valid_from=world.first_day
            )
        StaffMember.objects.filter(phone=person.phone).update(person=person)
    Person.objects.bulk_create(_load_workers())
    world.people = Person.objects.bulk_create(_workers(world))


def _account(digits: str, name: str, is_staff: bool) -> Person:
    return Person.objects.create(
        phone=f"138000000{digits}",
        password=make_password(f"demo-{digits}"),
        phone_verified=True,
        display_name=name,
        is_staff=is_staff,
        member_status=MemberStatus.MEMBER,
        worker_group=WorkerGroup.SMALL_MICRO if digits == "07" else "",
    )


def _appoint(world: World, person: Person, union: Union) -> None:
    Appointment.objects.create(
        person=person, union=union, role=Role.MANAGER, valid_from=world.first_day
    )


def _load_workers() -> list[Person]:
    password = make_password("demo-load")
    return [
        Person(
            phone=f"13900000{number:03d}",
            password=password,
            phone_verified=True,
            display_name=f"压测职工{number:03d}",
        )
        for number in range(1, LOAD_WORKERS + 1)
    ]


def _workers(world: World) -> list[Person]:
    """Workers with a phone each who sign in by code only; six in ten are members."""
    rng = world.random("workers")
    no_password = make_password(None)
    statuses = rng.choices(MemberStatus.values, (60, 5, 35), k=WORKERS)
    return [
        Person(
            phone=f"136{number:08d}",
            password=no_password,
            phone_verified=True,
            display_name=f"{rng.choice(SURNAMES)}示例{number:03d}",
            member_status=status,
            worker_group=rng.choice(WorkerGroup.values),
        )
        for number, status in enumerate(statuses, start=1)
    ]
