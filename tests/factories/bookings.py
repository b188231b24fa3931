"""Reservations in any state, with the holds that their state has."""

from datetime import time, timedelta

import factory
from factory.django import DjangoModelFactory

from bookings.enums import HOLDING, ClosureKind, ClosureState, State, StrikeKind
from bookings.holding import hold
from bookings.models import (
    Appeal,
    Block,
    CalendarFeed,
    Closure,
    ClosurePart,
    PartnerWorker,
    Quota,
    Reservation,
    RuleSet,
    Series,
    Strike,
    WaitlistEntry,
)
from bookings.rule_sets import quotas_changed
from common import clock
from tests.factories.homes import AgreementFactory, HomeFactory, SpaceFactory
from tests.factories.unions import PersonFactory


def tomorrow_at(hour: int):
    """That full hour of tomorrow, Asia/Shanghai."""
    return (clock.now() + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


class ReservationFactory(DjangoModelFactory):
    """An hour from tomorrow 10:00, confirmed; no rule is asked, only the constraint."""

    class Meta:
        model = Reservation

    space = factory.SubFactory(SpaceFactory)
    home = factory.SelfAttribute("space.home")
    person = factory.SubFactory(PersonFactory)
    starts_at = factory.LazyFunction(lambda: tomorrow_at(10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=1))
    state = State.CONFIRMED

    @classmethod
    def _create(cls, model_class, *args, **fields):
        reservation = super()._create(model_class, *args, **fields)
        if reservation.state in HOLDING:
            hold(reservation)
        return reservation


class StrikeFactory(DjangoModelFactory):
    """Somebody did not come; it counts 1."""

    class Meta:
        model = Strike

    reservation = factory.SubFactory(ReservationFactory, state=State.NO_SHOW)
    person = factory.SelfAttribute("reservation.person")
    kind = StrikeKind.NO_SHOW
    weight = 1


class BlockFactory(DjangoModelFactory):
    """For a week from now."""

    class Meta:
        model = Block

    strike = factory.SubFactory(StrikeFactory)
    person = factory.SelfAttribute("strike.person")
    starts_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(days=7))


class AppealFactory(DjangoModelFactory):
    class Meta:
        model = Appeal

    strike = factory.SubFactory(StrikeFactory)
    person = factory.SelfAttribute("strike.person")
    text = "当天到了，门锁着。"
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=5))


class WaitlistEntryFactory(DjangoModelFactory):
    """In line for an hour from tomorrow 10:00; no rule is asked, and nothing need be taken."""

    class Meta:
        model = WaitlistEntry

    space = factory.SubFactory(SpaceFactory)
    home = factory.SelfAttribute("space.home")
    person = factory.SubFactory(PersonFactory)
    starts_at = factory.LazyFunction(lambda: tomorrow_at(10))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=1))


class RuleSetFactory(DjangoModelFactory):
    """The bare row; whoever wants the spaces below to follow calls `save_rules`."""

    class Meta:
        model = RuleSet

    @classmethod
    def _create(cls, model_class, *args, **fields):
        return super()._create(model_class, *args, **with_owner(fields))


def with_owner(fields: dict) -> dict:
    """The fields with a home, where no union, home or space is named."""
    return fields if {"union", "home", "space"} & set(fields) else {"home": HomeFactory(), **fields}


class QuotaFactory(DjangoModelFactory):
    """Three bookings a week, known to the spaces below."""

    class Meta:
        model = Quota

    limit = 3

    @classmethod
    def _create(cls, model_class, *args, **fields):
        quota = super()._create(model_class, *args, **with_owner(fields))
        quotas_changed(owners=[quota.owner])
        return quota


class PartnerWorkerFactory(DjangoModelFactory):
    class Meta:
        model = PartnerWorker

    person = factory.SubFactory(PersonFactory)
    agreement = factory.SubFactory(AgreementFactory)


class SeriesFactory(DjangoModelFactory):
    """Every Tuesday at seven, for four weeks from tomorrow; `bookings` are made besides."""

    class Meta:
        model = Series

    space = factory.SubFactory(SpaceFactory)
    home = factory.SelfAttribute("space.home")
    person = factory.SubFactory(PersonFactory)
    weekdays = factory.LazyFunction(lambda: [2])
    starts, ends = time(19), time(20)
    first_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    last_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=28))


class ClosureFactory(DjangoModelFactory):
    """Tomorrow, the whole day, listed and waiting; give it `homes`."""

    class Meta:
        model = Closure
        skip_postgeneration_save = True

    kind = ClosureKind.HOURS
    reason = "台风"
    state = ClosureState.READY
    by = factory.SubFactory(PersonFactory)
    windows = factory.LazyFunction(
        lambda: [[tomorrow_at(0).isoformat(), (tomorrow_at(0) + timedelta(days=1)).isoformat()]]
    )

    @factory.post_generation
    def homes(closure, create, given, **kwargs):
        ClosurePart.objects.bulk_create(
            ClosurePart(closure=closure, home=home) for home in given or []
        )


class CalendarFeedFactory(DjangoModelFactory):
    """Of a person's own dates; nobody knows its token."""

    class Meta:
        model = CalendarFeed

    person = factory.SubFactory(PersonFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064}")
