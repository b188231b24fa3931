"""The ledger: what may be recorded, and how a mistake is taken back."""

from datetime import date, timedelta

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from funding.actions import record_entry, reverse
from funding.enums import MoneySource
from funding.models import Entry
from tests.factories.funding import EntryFactory, ProjectFactory
from tests.factories.unions import UnionFactory
from unions.enums import UnionLevel


@pytest.fixture
def record(tree, home, finance):
    """record(**changes): ¥1,234.56 of the county's own money to the home, with changes."""

    def write(**changes) -> Entry:
        wanted = {
            "on": date(2024, 3, 1),
            "voucher": "记-0001",
            "source": MoneySource.COUNTY,
            "payer": tree["350581"],
            "home": home,
            "amount_fen": 123_456,
            "by": finance,
        }
        return record_entry(**(wanted | changes))

    return write


def refusal(record, **changes) -> str:
    with pytest.raises(Refusal) as refused:
        record(**changes)
    assert not Entry.objects.exists()
    return refused.value.code


def test_an_entry_is_recorded(record, home, finance):
    entry = record()
    assert (entry.payer_name, entry.home, entry.amount_fen) == ("石狮市总工会", home, 123_456)
    assert entry.entered_by == finance
    assert AuditEntry.objects.get(action="record_entry").detail == {"amount_fen": 123_456}


def test_a_transfer_goes_to_a_union(record, tree):
    entry = record(
        source=MoneySource.PROVINCE, payer=tree["350500"], payee=tree["350581"], home=None
    )
    assert (entry.payee, entry.home) == (tree["350581"], None)


def test_money_from_outside_names_its_payer(record):
    entry = record(source=MoneySource.ENTERPRISE, payer=None, payer_name="示例鞋业")
    assert (entry.payer, entry.payer_name) == (None, "示例鞋业")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_fen": 0}, "not_positive"),
        ({"amount_fen": -5}, "not_positive"),
        ({"home": None}, "one_receiver"),
        ({"payer": None, "payer_name": "某单位"}, "payer_not_union"),
        ({"payer": None, "source": MoneySource.SOCIETY}, "no_payer"),
    ],
)
def test_refused(record, changes, code):
    assert refusal(record, **changes) == code


def test_tomorrow_s_payments_are_not_recorded(record):
    assert refusal(record, on=clock.today() + timedelta(days=1)) == "future"


def test_one_receiver_and_not_oneself(record, tree, home):
    assert refusal(record, payee=tree["350581"]) == "one_receiver"
    assert refusal(record, payee=tree["350581"], home=None) == "to_oneself"


@pytest.mark.parametrize(
    ("source", "payer", "fine"),
    [
        ("province", "350000", True),
        ("province", "350500", True),
        ("province", "350581", True),
        ("city", "350500", True),
        ("city", "350000", False),
        ("county", "350500", False),
        ("primary", "350581", False),
    ],
)
def test_money_is_passed_on_downwards_only(record, tree, source, payer, fine):
    if fine:
        assert record(source=source, payer=tree[payer]).payer == tree[payer]
    else:
        assert refusal(record, source=source, payer=tree[payer]) == "source_below_payer"


def test_an_industry_union_stands_at_no_level(record, tree):
    industry = UnionFactory(level=UnionLevel.INDUSTRY, parent=tree["350000"])
    assert record(source=MoneySource.PRIMARY, payer=industry).payer == industry


def test_a_project_of_another_home(record, next_home, tree):
    project = ProjectFactory(union=tree["350581"], home=next_home)
    assert refusal(record, project=project) == "other_home"


def test_a_line_of_a_voucher_once(record):
    record()
    with pytest.raises(Refusal) as refused:
        record(amount_fen=1)
    assert (refused.value.code, refused.value.status) == ("duplicate", 409)
    assert Entry.objects.count() == 1


def test_a_reversal_adds_the_opposite(record, finance):
    entry = record()
    opposite = reverse(entry=entry, by=finance, note="记错科目")
    assert (opposite.amount_fen, opposite.reverses, opposite.on) == (
        -123_456,
        entry,
        clock.today(),
    )
    assert Entry.objects.count() == 2


def test_a_reversal_happens_once_and_to_entries_only(record, finance):
    entry = record()
    opposite = reverse(entry=entry, by=finance, note="记错")
    for target, code in ((entry, "reversed"), (opposite, "is_reversal")):
        with pytest.raises(Refusal) as refused:
            reverse(entry=target, by=finance, note="再来")
        assert refused.value.code == code


def test_the_database_refuses_change(db):
    entry = EntryFactory()
    entry.amount_fen = 1
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        entry.save()
