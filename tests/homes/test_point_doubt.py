"""The point picker doubts a point that looks read in the wrong datum, or far from its county."""

import pytest

from common.datum import Point, from_wgs84, to_wgs84
from homes.admin.forms import HomeForm
from homes.models import Home
from tests.factories.homes import HomeFactory

HERE = Point(24.73, 118.65)
SHIFTED = from_wgs84(*HERE, "gcj02")


@pytest.fixture
def home(tree):
    return HomeFactory(code="FJ-1", union=tree["350581"], lat=HERE.lat, lon=HERE.lon)


@pytest.fixture
def errors(home):
    """errors(**changes): the fields of the home's form that are wrong after these changes."""

    def check(**changes) -> list[str]:
        fields = {field.name: getattr(home, field.attname) for field in Home._meta.fields}
        form = HomeForm(
            {k: v for k, v in (fields | changes).items() if v is not None}, instance=home
        )
        return [name for name in form.errors if name in {"lat", "pasted", "division"}]

    return check


def test_the_point_that_is_there_is_not_doubted(errors):
    assert errors() == []


def test_nor_one_moved_a_little_or_the_other_way(errors):
    assert errors(lat=24.7301) == []
    assert errors(lat=24.735) == []


def test_typed_from_a_map_with_another_datum(errors):
    assert errors(lat=SHIFTED.lat, lon=SHIFTED.lon) == ["lat"]
    assert errors(lat=SHIFTED.lat, lon=SHIFTED.lon, point_is_right="on") == []


def test_pasted_with_and_without_the_right_map(errors):
    text = f"{SHIFTED.lon},{SHIFTED.lat}"
    assert errors(pasted=text, pasted_datum="wgs84") == ["pasted"]
    assert errors(pasted=text, pasted_datum="gcj02") == []
    assert errors(pasted=text, pasted_datum="wgs84", point_is_right="on") == []


def test_said_to_be_from_a_map_that_it_is_not_from(errors):
    assert to_wgs84(*HERE, "gcj02") != HERE
    text = f"{HERE.lon},{HERE.lat}"
    assert errors(pasted=text, pasted_datum="gcj02") == ["pasted"]


def test_far_from_its_county(errors, home):
    assert errors(lat=26.08, lon=119.30) == ["lat"]
    assert errors(lat=26.08, lon=119.30, point_is_right="on") == []
    Home.objects.update(lat=26.08, lon=119.30)
    home.refresh_from_db()
    assert errors() == []
