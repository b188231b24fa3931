"""Files of the ledger: exact to the fen, and never twice."""

from datetime import date, timedelta

import pytest

from common import clock
from funding.models import Entry, Project
from tests.factories.funding import CategoryFactory, ProjectFactory
from tests.factories.unions import AppointmentFactory
from tests.sheets import told
from unions.enums import Role

FUNDING = "日期 凭证号 来源 付款单位 收款单位 家编号 项目 类别 金额（元） 备注"
GOOD = {
    "日期": "2020-03-01", "凭证号": "记202003-0001", "来源": "省总工会", "付款单位": "350500",
    "收款单位": None, "家编号": "350581-001", "项目": "省级补助项目", "类别": "资本性支出",
    "金额（元）": 1234.56, "备注": "示例",
}  # fmt: skip


def line(**changes) -> list:
    """A right row of the ledger with some cells changed; `yuan` is the amount."""
    if "yuan" in changes:
        changes["金额（元）"] = changes.pop("yuan")
    assert changes.keys() <= GOOD.keys()
    return list((GOOD | changes).values())


@pytest.fixture(autouse=True)
def category(db):
    return CategoryFactory()


def test_an_entry_to_a_home(take, home, category):
    outcome = take("funding", FUNDING, line())
    assert (outcome.errors, outcome.created) == ([], 1)
    entry = Entry.objects.get()
    assert (entry.on, entry.voucher, entry.source) == (
        date(2020, 3, 1),
        "记202003-0001",
        "province",
    )
    assert (entry.payer.code, entry.payer_name) == ("350500", "泉州市总工会")
    assert (entry.payee, entry.home, entry.category) == (None, home, category)
    assert (entry.amount_fen, entry.note) == (123_456, "示例")
    project = Project.objects.get()
    assert (project.name, project.union, project.year) == ("省级补助项目", home.union, 2020)
    assert entry.project == project


def test_a_transfer_between_unions_and_money_from_outside(take, home):
    outcome = take(
        "funding", FUNDING,
        line(付款单位="福建省总工会", 收款单位="350500", 家编号=None, 项目=None, yuan="40,000.00"),
        line(来源="企业", 付款单位="示例服装公司", 项目=None, yuan="500元"),
        line(来源="财政", 付款单位=None, 项目=None, yuan="0.01"),
    )  # fmt: skip
    assert (outcome.errors, outcome.created) == ([], 3)
    transfer, company, treasury = Entry.objects.order_by("pk")
    assert (transfer.payer.code, transfer.payee.code) == ("350000", "350500")
    assert transfer.amount_fen == 4_000_000
    assert (company.payer, company.payer_name) == (None, "示例服装公司")
    assert (treasury.payer, treasury.payer_name, treasury.amount_fen) == (None, "财政", 1)


def test_a_column_in_wan_is_converted_exactly(take, home):
    outcome = take("funding", FUNDING.replace("（元）", "（万元）"), line(yuan=2260.000001))
    assert told(outcome) == []
    assert Entry.objects.get().amount_fen == 2_260_000_001


def test_a_payer_that_is_in_no_tree_stays_a_name(take, home):
    row = line(来源="基层工会", 付款单位="示例街道工会联合会", 项目=None)
    assert take("funding", FUNDING, row).created == 1
    entry = Entry.objects.get()
    assert (entry.payer, entry.payer_name) == (None, "示例街道工会联合会")


def test_a_project_of_another_home_is_refused(take, home, next_home):
    ProjectFactory(name="省级补助项目", union=home.union, home=next_home)
    assert told(take("funding", FUNDING, line())) == [(2, "项目", "other_home")]


def test_several_lines_of_one_voucher_share_their_project(take, home):
    outcome = take("funding", FUNDING, line(), line(来源="市总工会"))
    assert (outcome.errors, outcome.created, Project.objects.count()) == ([], 2, 1)


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"yuan": "12万"}, "金额（元）", "wan_in_yuan"),
        ({"yuan": "3.5万元"}, "金额（元）", "wan_in_yuan"),
        ({"yuan": "约3000"}, "金额（元）", "approximate"),
        ({"yuan": -5}, "金额（元）", "negative"),
        ({"yuan": 0}, "金额（元）", "not_positive"),
        ({"yuan": 1.005}, "金额（元）", "below_one_fen"),
        ({"家编号": "X"}, "家编号", "unknown_home"),
        ({"家编号": None}, "收款单位", "one_receiver"),
        ({"收款单位": "350581"}, "收款单位", "one_receiver"),
        ({"家编号": None, "收款单位": "350999"}, "收款单位", "unknown_union"),
        ({"家编号": None, "收款单位": "350500"}, "收款单位", "to_oneself"),
        ({"付款单位": "350999"}, "付款单位", "unknown_union"),
        ({"来源": "县区总工会"}, "来源", "source_below_payer"),
        ({"来源": "捐款"}, "来源", "unknown_choice"),
        ({"类别": "吃喝"}, "类别", "unknown_category"),
        ({"日期": "2020-13-01"}, "日期", "not_a_date"),
        ({"凭证号": "记202003-0000"}, "凭证号", "duplicate"),
    ],
)
def test_a_bad_cell_stops_the_file(take, home, changes, column, code):
    outcome = take("funding", FUNDING, line(凭证号="记202003-0000"), line(**changes))
    assert told(outcome) == [(3, column, code)]
    assert (Entry.objects.count(), Project.objects.count()) == (0, 0)


def test_a_day_to_come_is_refused(take, home):
    row = line(日期=clock.today() + timedelta(days=1))
    assert told(take("funding", FUNDING, row)) == [(2, "日期", "future")]


def test_the_same_file_again_is_refused_line_by_line(take, home):
    rows = [line(), line(来源="社会", 付款单位=None, 项目=None)]
    take("funding", FUNDING, *rows)
    again = take("funding", FUNDING, *rows)
    assert told(again) == [(2, "凭证号", "duplicate"), (3, "凭证号", "duplicate")]
    assert Entry.objects.count() == 2


def test_a_cadre_keeps_only_the_own_ledger(take, city, next_home):
    own = line(付款单位="350500", 家编号=next_home.code)
    assert take("funding", FUNDING, own, by=city).created == 1
    assert Entry.objects.get().entered_by == city
    other = line(付款单位="350200", 家编号=next_home.code, 凭证号="记202003-0002")
    assert told(take("funding", FUNDING, other, by=city)) == [(2, "付款单位", "out_of_scope")]


def test_an_editor_may_not_import_a_ledger(take, tree, home):
    editor = AppointmentFactory(union=tree["350500"], role=Role.EDITOR).person
    assert told(take("funding", FUNDING, line(), by=editor)) == [(2, "付款单位", "out_of_scope")]
