"""Messages as they lie in a person's inbox."""

import factory
from factory.django import DjangoModelFactory

from messaging.models import Notice
from tests.factories.unions import PersonFactory


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    person = factory.SubFactory(PersonFactory)
    kind = "booking_approved"
    key = factory.Sequence(lambda n: f"booking_approved:{n}:")
    values = factory.LazyFunction(
        lambda: {"home": "示例之家", "space": "羽毛球场", "when": "2026-11-24 19:00", "note": ""}
    )
    url = "/bookings/"
