"""The standing check: which counties and industries have no home, or no typical one."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from common import clock
from homes.enums import DesignationKind, Status
from reports import standing
from reports.definitions import typical_text
from reports.models import TypicalRule
from tests.factories.homes import DesignationFactory
from tests.factories.unions import UnionFactory
from tests.reports.world import at, make_home
from unions.enums import UnionLevel

pytestmark = pytest.mark.usefixtures("standards")
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _november():
    with clock.stopped_at(at("2026-11-23T12:00")):
        yield


@pytest.fixture
def industry(tree):
    return UnionFactory(parent=tree["350500"], level=UnionLevel.INDUSTRY, name="示例行业工会")


def counted(rows) -> dict[str, tuple[int, int]]:
    return {row.code: (row.homes_then, row.typical_then) for row in rows}


def test_homes_and_typical_homes_of_each_county(tree):
    typical = make_home(tree["350581"])
    make_home(tree["350581"])
    DesignationFactory(home=typical)
    assert counted(standing.counties(tree["350000"], TODAY)) == {
        "350206": (0, 0),
        "350581": (2, 1),
        "350583": (0, 0),
    }
    assert set(counted(standing.counties(tree["350500"], TODAY))) == {"350581", "350583"}


def test_a_home_counts_where_it_stands_whoever_runs_it(tree):
    make_home(tree["350000"], division=tree["350583"].division)
    assert counted(standing.counties(tree["350500"], TODAY))["350583"] == (1, 0)


def test_kinmen_is_no_county_to_count(tree):
    tree["350583"].division.counted = False
    tree["350583"].division.save()
    assert set(counted(standing.counties(tree["350500"], TODAY))) == {"350581"}


@pytest.mark.parametrize(
    ("title", "typical"),
    [
        ({"kind": DesignationKind.PILOT}, 1),
        ({"kind": DesignationKind.STAR, "stars": 4}, 1),
        ({"kind": DesignationKind.STAR, "stars": 3}, 0),
        ({"year": 2026}, 1),
        ({"year": 2027}, 0),
        ({"revoked_on": date(2026, 11, 23)}, 0),
        ({"revoked_on": date(2026, 11, 24)}, 1),
    ],
)
def test_which_titles_make_a_home_typical(tree, title, typical):
    DesignationFactory(home=make_home(tree["350581"]), **title)
    assert counted(standing.counties(tree["350500"], TODAY))["350581"] == (1, typical)


def test_a_home_that_is_shut_is_typical_of_nothing(tree):
    home = make_home(tree["350581"], life=[(date(2026, 6, 1), Status.SUSPENDED)])
    DesignationFactory(home=home)
    assert counted(standing.counties(tree["350500"], TODAY))["350581"] == (0, 0)
    assert counted(standing.counties(tree["350500"], date(2026, 5, 31)))["350581"] == (1, 1)


def test_the_province_decides_what_is_typical(tree):
    TypicalRule.objects.create(kinds=[DesignationKind.STAR], least_stars=3)
    home = make_home(tree["350581"])
    DesignationFactory(home=home)
    assert counted(standing.counties(tree["350500"], TODAY))["350581"] == (1, 0)
    DesignationFactory(home=home, kind=DesignationKind.STAR, stars=3)
    assert counted(standing.counties(tree["350500"], TODAY))["350581"] == (1, 1)
    assert "3 星及以上" in typical_text(standing.rule())


@pytest.mark.parametrize("wrong", [{"kinds": []}, {"least_stars": 0}, {"least_stars": 6}])
def test_a_rule_that_makes_no_sense(db, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        TypicalRule.objects.create(**wrong)


def test_industries_have_homes_of_their_own_and_of_those_below(tree, industry):
    other = UnionFactory(parent=tree["350200"], level=UnionLevel.INDUSTRY)
    below = UnionFactory(parent=industry, level=UnionLevel.PRIMARY)
    division = tree["350581"].division
    make_home(industry, division=division)
    DesignationFactory(home=make_home(below, division=division))
    assert counted(standing.industries(tree["350000"], TODAY)) == {
        industry.code: (2, 1),
        other.code: (0, 0),
    }
    assert counted(standing.industries(tree["350500"], TODAY)) == {industry.code: (2, 1)}


def test_the_dashboard_leads_to_what_is_lacking(client, tree, city, industry):
    DesignationFactory(home=make_home(tree["350581"]))
    client.force_login(city)
    page = client.get(reverse("reports:dashboard", args=["350500"])).content.decode()
    assert "每县（市、区）、每产业至少一个典型" in page
    address = reverse("reports:rows", args=["350500", "counties"])
    assert f"{address}?" in page
    lacking = client.get(address, {"lacking": "typical"})
    assert [[cell.text for cell in row] for row in lacking.context["table"].rows] == [
        ["350583", "南安市", "泉州市", "0", "0"]
    ]
    assert reverse("reports:dashboard", args=["350583"]) in lacking.content.decode()
    every = client.get(address, {"lacking": "nothing"})
    assert len(every.context["table"].rows) == 2
    industries = client.get(reverse("reports:rows", args=["350500", "industries"]))
    assert [row[1].text for row in industries.context["table"].rows] == ["示例行业工会"]


def test_a_county_is_not_asked(client, tree, county):
    client.force_login(county)
    page = client.get(reverse("reports:dashboard", args=["350581"])).content.decode()
    assert "每产业至少一个典型" not in page


def test_cities_and_the_province_have_it_in_their_inbox(client, tree, city, county, province):
    make_home(tree["350581"])
    address = reverse("reports:rows", args=["350500", "counties"])
    client.force_login(city)
    assert f"{address}?lacking=typical" in client.get("/admin/").content.decode()
    client.force_login(county)
    assert "lacking=typical" not in client.get("/admin/").content.decode()
    client.force_login(province)
    assert "/unions/350000/rows/counties/" in client.get("/admin/").content.decode()


def test_as_many_questions_for_many_counties(tree, django_assert_num_queries):
    for home in [make_home(tree["350581"]) for _ in range(3)]:
        DesignationFactory(home=home)
    with django_assert_num_queries(3):
        list(standing.counties(tree["350000"], TODAY))
