"""Rules that are inherited: who says what, what counts, and that bookings made stay."""

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings import rule_sets
from bookings.actions import book, move
from bookings.models import NO_LIMIT, RuleSet
from bookings.rule_sets import adopt, drop_rules, refresh, save_rules
from bookings.spaces import arrange
from common import clock
from common.clock import SHANGHAI
from common.errors import Refusal
from common.models import AuditEntry
from homes.models import Home, Space
from tests.factories.bookings import QuotaFactory, RuleSetFactory
from tests.factories.homes import FacilityFactory, SpaceFactory
from tests.factories.unions import PersonFactory
from unions import followers
from unions.actions import move_union

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def space(home):
    return SpaceFactory(home=home)


def again(space: Space) -> Space:
    return Space.objects.select_related("home").get(pk=space.pk)


def say(owner, **values) -> RuleSet:
    return save_rules(owner=owner, values=values, by=None)


def test_what_is_said_above_reaches_the_space(tree, home, space):
    say(tree["350000"], max_minutes=90, horizon_days=7)
    assert (again(space).max_minutes, again(space).horizon_days) == (90, 7)
    say(home, max_minutes=60)
    assert (again(space).max_minutes, again(space).horizon_days) == (60, 7)
    say(space, max_minutes=120, needs_approval=True)
    assert (again(space).max_minutes, again(space).needs_approval) == (120, True)
    say(space, max_minutes=None)
    assert again(space).max_minutes == 60
    drop_rules(rules=home.rules, by=None)
    assert again(space).max_minutes == 90


def test_no_further_than_the_subtree(tree, next_home, space):
    other = SpaceFactory(home=next_home)
    say(tree["350500"], lead_minutes=60)
    assert (again(space).lead_minutes, again(other).lead_minutes) == (60, 0)


def test_no_limit_a_day_is_said_too(tree, space):
    say(tree["350581"], daily_quota=NO_LIMIT)
    assert again(space).daily_quota is None
    say(space, daily_quota=1)
    assert again(space).daily_quota == 1


def test_what_would_leave_nothing_to_book_is_refused(tree, home, space):
    say(space, min_minutes=120)
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        say(tree["350581"], max_minutes=60)
    assert refusal.value.code == "rules_clash"
    assert str(space) in str(refusal.value)
    assert again(space).max_minutes == 240


def test_a_new_space_inherits(tree, home):
    say(home, horizon_days=30, needs_approval=True)
    made = SpaceFactory(home=home)
    assert (again(made).horizon_days, again(made).needs_approval) == (30, True)
    assert not RuleSet.objects.filter(space=made).exists()


def test_a_new_space_keeps_what_it_was_made_with(tree, home):
    say(home, horizon_days=30)
    made = SpaceFactory(home=home, horizon_days=3, daily_quota=None)
    assert (again(made).horizon_days, again(made).daily_quota) == (3, None)
    say(home, horizon_days=20, max_minutes=60)
    row = again(made)
    assert (row.horizon_days, row.daily_quota, row.max_minutes) == (3, None, 60)


def test_columns_written_from_outside_become_rules(tree, home, space):
    say(home, needs_approval=True)
    Space.objects.filter(pk=space.pk).update(needs_approval=False, lead_minutes=30)
    assert adopt(Space.objects.all()) == 1
    assert refresh(Space.objects.all()) == 0
    rules = RuleSet.objects.get(space=space)
    assert (rules.needs_approval, rules.lead_minutes, rules.max_minutes) == (False, 30, None)
    assert adopt(Space.objects.all()) == 0


def test_a_home_that_moves_inherits_from_its_new_union(tree, home, space):
    say(tree["350200"], cancel_minutes=45)
    Home.objects.filter(pk=home.pk).update(union=tree["350206"])
    followers.moved(pk=home.pk)
    assert again(space).cancel_minutes == 45


def test_a_union_that_moves_takes_its_homes_along(tree, home, space, superuser):
    say(tree["350200"], cancel_minutes=45)
    move_union(union=tree["350581"], parent=tree["350200"], by=superuser)
    assert again(space).cancel_minutes == 45


def test_exactly_one_owner(tree, home):
    with pytest.raises(IntegrityError, match="rule_set_of_one"), transaction.atomic():
        RuleSetFactory(home=home, union=tree["350581"])
    with pytest.raises(IntegrityError, match="rule_set_of_one"), transaction.atomic():
        RuleSetFactory._meta.model.objects.create()
    with pytest.raises(IntegrityError, match="quota_of_one"), transaction.atomic():
        QuotaFactory._meta.model.objects.create(limit=1)


def test_it_is_on_record(tree, county):
    save_rules(owner=tree["350581"], values={"lead_minutes": 60}, by=county)
    entry = AuditEntry.objects.get(action="save_rules")
    assert entry.actor == county
    assert entry.detail["changed"] == {"lead_minutes": [None, 60]}


def test_a_thousand_spaces_take_as_many_queries_as_one(tree, home, space):
    def queries(minutes: int) -> int:
        with CaptureQueriesContext(connection) as found:
            say(tree["350000"], lead_minutes=minutes)
        return len(found)

    queries(5)
    alone = queries(10)
    facility = FacilityFactory()
    Space.objects.bulk_create(
        Space(home=home, name=f"S{n}", facility=facility, mode="exclusive") for n in range(1000)
    )
    arrange(home)
    assert queries(20) == alone
    assert Space.objects.filter(lead_minutes=20).count() == 1001


def test_a_later_rule_leaves_bookings_made(home, space):
    worker = PersonFactory()
    booked, _new = book(
        person=worker,
        space=space,
        starts_at=datetime(2026, 11, 24, 9, tzinfo=SHANGHAI),
        ends_at=datetime(2026, 11, 24, 11, tzinfo=SHANGHAI),
    )
    held = list(booked.holds.values_list("units", "during"))
    say(home, max_minutes=60, buffer_minutes=30, members_only=True, horizon_days=0)
    booked.refresh_from_db()
    assert booked.is_holding
    assert list(booked.holds.values_list("units", "during")) == held
    with pytest.raises(Refusal) as refusal:
        move(
            reservation=booked,
            space=again(space),
            starts_at=datetime(2026, 11, 23, 12, tzinfo=SHANGHAI),
            ends_at=datetime(2026, 11, 23, 14, tzinfo=SHANGHAI),
            by=worker,
        )
    assert refusal.value.code == "too_long"


def test_quotas_are_known_to_the_spaces_they_reach(tree, home, next_home, space):
    other = SpaceFactory(home=next_home)
    quota = QuotaFactory(union=tree["350500"])
    assert (again(space).has_quotas, again(other).has_quotas) == (True, False)
    later = SpaceFactory(home=home)
    assert again(later).has_quotas
    quota.delete()
    rule_sets.quotas_changed(owners=[tree["350500"]])
    assert not Space.objects.filter(has_quotas=True).exists()
