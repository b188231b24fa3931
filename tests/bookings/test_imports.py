"""Files of spaces, numbered so that they can be booked at once."""

import pytest

from bookings.spaces import UNITS_PER_HOME
from homes.models import Space
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import FacilityFactory, SpaceFactory
from tests.sheets import told

SPACES = "家编号 名称 设施 上级空间 方式 容量"


@pytest.fixture
def catalogue(db) -> None:
    FacilityFactory(code="badminton", name="羽毛球场")
    FacilityFactory(code="gym", name="健身房", name_en="Gym")


def test_spaces_are_made_numbered_and_joined(take, home, catalogue):
    outcome = take(
        "spaces", SPACES, [home.code, "北半场", "羽毛球场", "羽毛球馆", "独占", None],
        [home.code, "羽毛球馆", "badminton", None, "独占", 8],
        [home.code, "南半场", "羽毛球场", "羽毛球馆", "整间", 4],
        [home.code, "健身房", "Gym", "/", "计位", "20位"],
        [home.code, "门厅", "健身房", None, "walk_in", 30],
    )  # fmt: skip
    assert (outcome.errors, outcome.created, outcome.updated) == ([], 5, 0)
    spaces = {space.name: space for space in Space.objects.all()}
    hall, north, south = (spaces[name] for name in ("羽毛球馆", "北半场", "南半场"))
    assert north.parent == south.parent == south.root == hall
    assert (north.mode, north.capacity, south.capacity) == ("exclusive", 1, 4)
    assert spaces["门厅"].mode == "walk_in"
    assert hall.units.lower >= home.pk * UNITS_PER_HOME
    assert hall.units.upper - hall.units.lower == 2
    assert {north.units.lower, south.units.lower} == {hall.units.lower, hall.units.lower + 1}
    gym = spaces["健身房"].units
    assert gym.upper - gym.lower == 20


def test_a_known_space_is_changed(take, home, catalogue):
    row = [home.code, "健身房", "健身房", None, "计位", 20]
    take("spaces", SPACES, row)
    header = f"{SPACES} 是否需审批"
    outcome = take("spaces", header, [*row[:5], 30, "是"])
    assert (outcome.created, outcome.updated) == (0, 1)
    space = Space.objects.get()
    assert (space.capacity, space.needs_approval) == (30, True)
    assert space.units.upper - space.units.lower == 30


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["X", "甲", "健身房", None, "计位", 20], "家编号", "unknown_home"),
        (["350581-001", "甲", "游泳池", None, "独占", 1], "设施", "unknown_facility"),
        (["350581-001", "甲", "健身房", "乙", "计位", 20], "上级空间", "unknown_space"),
        (["350581-001", "甲", "健身房", "甲", "计位", 20], "上级空间", "circle"),
        (["350581-001", "甲", "健身房", None, "计位", 0], "容量", "too_small"),
        (["350581-001", "甲", "健身房", None, "随便", 5], "方式", "unknown_choice"),
        (["350581-001", "门厅", "健身房", None, "计位", 5], "名称", "duplicate"),
    ],
)
def test_a_bad_cell_stops_the_file(take, home, catalogue, row, column, code):
    outcome = take("spaces", SPACES, [home.code, "门厅", "健身房", None, "计位", 2], row)
    assert told(outcome) == [(3, column, code)]
    assert Space.objects.count() == 0


def test_two_spaces_cannot_be_parts_of_each_other(take, home, catalogue):
    outcome = take(
        "spaces", SPACES, [home.code, "甲", "健身房", "乙", "独占", 1],
        [home.code, "乙", "健身房", "甲", "独占", 1],
    )  # fmt: skip
    assert told(outcome) == [(2, "上级空间", "circle"), (3, "上级空间", "circle")]


def test_fewer_places_than_are_sold_are_refused(take, home, catalogue):
    gym = SpaceFactory(home=home, name="健身房", mode="places", capacity=5)
    ReservationFactory(space=gym, places=4)
    outcome = take("spaces", SPACES, [home.code, "健身房", "健身房", None, "计位", 3])
    assert told(outcome) == [(2, "家编号", "held")]
    gym.refresh_from_db()
    assert gym.capacity == 5
