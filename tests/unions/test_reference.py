import pytest

from unions.enums import UnionLevel
from unions.models import Division, Union
from unions.reference import KINMEN, load_divisions, load_territorial_unions

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    return load_divisions(), load_territorial_unions()


def test_counts(loaded):
    assert loaded == (94, 93)
    assert Division.objects.filter(counted=False).count() == 1


def test_a_second_time_changes_nothing(loaded):
    assert (load_divisions(), load_territorial_unions()) == (94, 0)


def test_tree(loaded):
    assert Union.objects.find_problems() == ([], [], [], [], [])
    levels = dict(Union.objects.values_list("code", "level"))
    assert levels["350000"] == UnionLevel.PROVINCE
    assert sum(level == UnionLevel.CITY for level in levels.values()) == 10
    assert KINMEN not in levels


def test_pingtan_stands_beside_the_cities(loaded):
    pingtan = Union.objects.get(code="350128")
    assert (pingtan.level, Union.objects.get_parent(pingtan).code) == (UnionLevel.CITY, "350000")
    assert Division.objects.get(code="350128").parent_id == "350100"
