"""Messages as they lie in a person's inbox and in the outbox, and what people have chosen."""

import factory
from factory.django import DjangoModelFactory

from messaging.enums import Channel, Group, Level
from messaging.models import Choice, Delivery, Notice, Preferences
from tests.factories.unions import PersonFactory


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    person = factory.SubFactory(PersonFactory)
    kind = "booking_cancelled"
    key = factory.Sequence(lambda n: f"booking_cancelled:{n}:")
    values = factory.LazyFunction(
        lambda: {
            "home": "示例之家",
            "space": "羽毛球场",
            "when": {"moment": "2026-11-24T19:00:00+08:00"},
            "note": "停电检修",
        }
    )
    url = "/bookings/"


class DeliveryFactory(DjangoModelFactory):
    """An SMS that is due."""

    class Meta:
        model = Delivery

    notice = factory.SubFactory(NoticeFactory)
    channel = Channel.SMS


class PreferencesFactory(DjangoModelFactory):
    class Meta:
        model = Preferences

    person = factory.SubFactory(PersonFactory)


class ChoiceFactory(DjangoModelFactory):
    class Meta:
        model = Choice

    person = factory.SubFactory(PersonFactory)
    group = Group.BOOKINGS
    channel = Channel.SMS
    level = Level.ALL
