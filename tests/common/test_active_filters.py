"""The admin's lists say what they leave out, and lead back to the whole."""

from urllib.parse import parse_qs, urlsplit

import pytest

from bookings.enums import State
from tests.factories.bookings import ReservationFactory, tomorrow_at

pytestmark = pytest.mark.django_db
LIST = "/admin/bookings/reservation/"


@pytest.fixture
def page(client, county, home):
    """`page(query)`: what the banner says, by title, and the page itself."""
    ReservationFactory(space__home=home, state=State.REQUESTED)
    client.force_login(county)

    def get(query: str, path: str = LIST):
        answer = client.get(f"{path}{query}")
        assert answer.status_code == 200
        said = answer.context["filters"] if 'class="narrowed"' in answer.text else []
        return {each["title"]: each["value"] for each in said}, answer

    return get


def test_a_whole_list_says_nothing(page):
    said, answer = page("")
    assert said == {}
    assert "只显示部分记录" not in answer.text
    assert "显示全部" not in answer.text
    _said, answer = page("?q=培训")
    assert "显示全部" in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?state__exact=requested", {"状态": "待审批"}),
        ("?division=350581", {"行政区划": "石狮市"}),
        ("?starts_at_from=2026-11-24", {"日期": "2026-11-24 起"}),
        ("?starts_at_to=2026-11-30", {"日期": "截至 2026-11-30"}),
        ("?q=培训", {"搜索": "培训"}),
        ("?o=1", {}),
        ("?state__exact=&division=", {}),
        (
            "?state__exact=requested&q=培训",
            {"状态": "待审批", "搜索": "培训"},
        ),
    ],
)
def test_what_is_left_out_is_said(page, query, said):
    assert page(query)[0] == said


def test_yes_and_no_and_the_row_of_dates(page):
    assert page("?needs_approval__exact=1", "/admin/homes/space/")[0] == {"需要审批": "是"}
    assert page("?on__year=2026&on__month=11", "/admin/homes/visit/")[0] == {"日期": ""}


def test_one_is_taken_away_or_all_and_the_order_stays(page, client):
    day = f"{tomorrow_at(0):%Y-%m-%d}"
    _said, answer = page(f"?state__exact=confirmed&starts_at_from={day}&o=1")
    without = {each["title"]: each["without"] for each in answer.context["filters"]}
    kept = {"starts_at_from": [day], "o": ["1"]}
    assert parse_qs(urlsplit(without["状态"]).query) == kept
    assert parse_qs(urlsplit(answer.context["none"]).query) == {"o": ["1"]}
    assert client.get(LIST + without["状态"]).context["cl"].result_count == 1
    assert answer.context["cl"].result_count == 0
    assert f'href="{answer.context["none"]}"' in answer.text
