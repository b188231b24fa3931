"""Cadres hear of tickets and of agreements that end."""

from datetime import datetime, timedelta

import pytest

from common import clock
from common.clock import SHANGHAI
from homes import tickets
from homes.enums import Status, TicketLevel
from homes.keepers import keepers_above, keepers_of, unions_at
from homes.models import Ticket
from homes.notices import remind_of_agreements
from messaging.models import Delivery, Notice
from tests.factories.homes import (
    AgreementFactory,
    HomeAppointmentFactory,
    HomeFactory,
    TicketFactory,
    TicketKindFactory,
)
from tests.factories.unions import AppointmentFactory, UnionFactory
from unions.enums import Role, UnionLevel

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def noon():
    with clock.stopped_at(NOON):
        yield


def told() -> list[tuple]:
    return list(Notice.objects.order_by("pk").values_list("person__display_name", "kind"))


def report(home) -> Ticket:
    return tickets.report(
        home=home,
        kind=TicketKindFactory(),
        text="下午三点锁着",
        sender=tickets.Sender(device=f"device-{home.pk}", address=f"address-{home.pk}"),
    )


def test_of_a_new_ticket_the_homes_cadres_hear_on_the_site(home, home_cadre, county):
    ticket = report(home)
    assert told() == [("home_cadre", "ticket_new")]
    assert Notice.objects.get().text == (
        f"示例石狮共享职工之家收到新工单：大门锁着（编号 {ticket.number}），"
        "请在11月25日（周三）12:00前答复。"
    )
    assert not Delivery.objects.exists()


def test_of_one_that_climbs_the_next_level_hears_by_sms_too(home, home_cadre, county, city):
    ticket = TicketFactory(home=home, due_at=NOON)
    tickets.escalate()
    assert told() == [("county", "ticket_escalated")]
    Ticket.objects.filter(pk=ticket.pk).update(due_at=NOON)
    with clock.stopped_at(NOON + timedelta(minutes=10)):
        tickets.escalate()
    assert told() == [("county", "ticket_escalated"), ("city", "ticket_escalated")]
    assert Delivery.objects.filter(channel="sms").count() == 2


def test_keepers_are_those_who_may_change_the_home(home, home_cadre, county):
    HomeAppointmentFactory(home=home, role=Role.VIEWER)
    HomeAppointmentFactory(home=home, valid_to=NOON.date() - timedelta(days=1))
    HomeAppointmentFactory(home=home, person__is_active=False)
    assert keepers_of(home) == [home_cadre]
    assert keepers_above(home, TicketLevel.COUNTY) == [county]


def test_without_cadres_of_its_own_the_union_keeps_a_home(home, county):
    assert keepers_of(home) == [county]


def test_the_county_answers_with_the_unions_below_it(tree):
    township = UnionFactory(parent=tree["350581"], level=UnionLevel.TOWNSHIP)
    home = HomeFactory(union=township)
    assert unions_at(home, TicketLevel.COUNTY) == [tree["350581"], township]
    assert unions_at(home, TicketLevel.CITY) == [tree["350500"]]


def test_where_there_is_no_county_the_city_and_else_the_province(tree):
    of_city = HomeFactory(union=tree["350500"])
    assert unions_at(of_city, TicketLevel.COUNTY) == [tree["350500"]]
    industry = UnionFactory(parent=tree["350000"], level=UnionLevel.INDUSTRY)
    assert unions_at(HomeFactory(union=industry), TicketLevel.CITY) == [tree["350000"]]


def in_days(days: int):
    return NOON.date() + timedelta(days=days)


@pytest.mark.parametrize(("days", "new"), [(61, 0), (60, 2), (15, 2), (14, 2), (0, 2), (-1, 0)])
def test_agreements_that_end_soon_are_told_to_home_and_county(days, new, home, home_cadre, county):
    AgreementFactory(home=home, ends_on=in_days(days), partner="示例物业公司")
    assert [remind_of_agreements() for _run in range(2)] == [new, 0]
    assert (
        sorted(told())
        == [
            ("county", "agreement_ending"),
            ("home_cadre", "agreement_ending"),
        ][:new]
    )


def test_once_sixty_and_once_fourteen_days_before(home, home_cadre):
    AgreementFactory(home=home, ends_on=in_days(60), partner="示例物业公司")
    new = []
    for day in range(62):
        with clock.stopped_at(NOON + timedelta(days=day)):
            new.append(remind_of_agreements())
    assert [day for day, count in enumerate(new) if count] == [0, 46]
    with clock.stopped_at(NOON):
        assert Notice.objects.last().text == (
            "示例石狮共享职工之家与示例物业公司的共建协议2027年1月23日（周六）到期，"
            "还有 60 天，请抓紧商谈续签。"
        )


def test_a_renewed_one_is_told_of_at_its_new_end(home, home_cadre):
    agreement = AgreementFactory(home=home, ends_on=in_days(10))
    assert remind_of_agreements() == 1
    agreement.ends_on = in_days(50)
    agreement.save()
    assert remind_of_agreements() == 1


def test_of_a_closed_home_nobody_needs_to_renew(home, home_cadre):
    AgreementFactory(home=home, ends_on=in_days(10))
    home.status = Status.CLOSED
    home.save()
    assert remind_of_agreements() == 0


def test_who_is_both_hears_once(home, county):
    AppointmentFactory(person=county, union=home.union, role=Role.EDITOR)
    HomeAppointmentFactory(home=home, person=county)
    AgreementFactory(home=home, ends_on=in_days(10))
    assert remind_of_agreements() == 1
