"""The admin's first page: each number is that of the list behind it."""

from datetime import timedelta

import pytest

from bookings.enums import State
from common import clock
from config.inbox import today
from homes.enums import Scene
from tests.factories.bookings import ReservationFactory
from tests.factories.homes import AgreementFactory, HomeFactory, SpaceFactory
from tests.factories.staffing import AssignmentFactory, ContractFactory, ShiftFactory


def cards(client) -> dict[str, object]:
    return {str(card.title): card for card in client.get("/admin/").context["cards"]}


@pytest.fixture
def busy(home, next_home, tree):
    """Something for every card, here and in the city next door."""
    day = clock.today()
    for place in (home, next_home):
        space = SpaceFactory(home=place)
        ReservationFactory(space=space, state=State.REQUESTED)
        start, _end = today()
        ReservationFactory(space=space, starts_at=start + timedelta(hours=1), state=State.COMPLETED)
        AgreementFactory(home=place, ends_on=day + timedelta(days=60))
        AgreementFactory(home=place, ends_on=day + timedelta(days=61))
        ContractFactory(
            home=place,
            provider__union=place.union,
            starts_on=day - timedelta(days=9),
            ends_on=day + timedelta(days=9),
        )
    HomeFactory(union=tree["350581"])
    HomeFactory(union=tree["350581"], scene=Scene.MOBILE)


def test_every_number_is_that_of_its_list(client, county, busy):
    client.force_login(county)
    found = cards(client)
    lists = {
        title: client.get(card.url).context.get("cl") for title, card in found.items() if card.url
    }
    numbers = {title: card.count for title, card in found.items()}
    counted = {title: cl.queryset.count() for title, cl in lists.items() if cl is not None}
    assert {title: numbers[title] for title in counted} == counted
    assert numbers["待审批"] == 1
    assert numbers["今日预约"] == 1
    assert numbers["未填开放时间的家"] == 1
    assert numbers["60 天内到期的共建协议"] == 1
    assert numbers["60 天内到期的服务合同"] == 1


def test_homes_with_nobody_on_duty(client, county, home):
    client.force_login(county)
    card = cards(client)["开放时段无人值守的家"]
    assert (card.count, client.get(card.url).status_code) == (1, 200)
    now = clock.now()
    for ahead in range(9):
        start = (now + timedelta(days=ahead - 1)).replace(hour=7, minute=0, second=0, microsecond=0)
        shift = ShiftFactory(home=home, starts_at=start, ends_at=start + timedelta(hours=16))
        AssignmentFactory(shift=shift)
    assert cards(client)["开放时段无人值守的家"].count == 0


def test_what_waits_can_be_decided_at_once(client, county, viewer, busy):
    client.force_login(county)
    answer = client.get("/admin/")
    (line,) = answer.context["waiting"]
    assert "/approve/" in line["buttons"]
    client.force_login(viewer)
    (line,) = client.get("/admin/").context["waiting"]
    assert line["buttons"] == ""


def test_whoever_has_no_appointment_is_told(client, worker):
    worker.is_staff = True
    worker.save()
    client.force_login(worker)
    answer = client.get("/admin/")
    assert answer.context["cards"] == []
    assert "您还没有任职" in answer.content.decode()


@pytest.mark.parametrize("who", ["home_cadre", "county", "province", "viewer", "finance"])
def test_every_page_of_the_sidebar_opens(client, request, home, who):
    client.force_login(request.getfixturevalue(who))
    groups = client.get("/admin/").context["sidebar_navigation"]
    items = [item for group in groups for item in group["items"] if item["has_permission"]]
    links = [str(item.get("link_callback") or item["link"]) for item in items]
    opened = {link: client.get(link).status_code for link in links if link != "/dashboard/"}
    assert opened == dict.fromkeys(opened, 200)


def test_the_inbox_asks_the_same_queries_for_any_number(
    client, county, tree, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(60) as asked:
            client.get("/admin/")
        return len(asked)

    def waiting() -> None:
        home = HomeFactory(union=tree["350581"], hours=True)
        ReservationFactory(space=SpaceFactory(home=home), state=State.REQUESTED)

    client.force_login(county)
    waiting()
    once = queries()
    for _ in range(5):
        waiting()
    assert queries() == once
