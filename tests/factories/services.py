"""The catalogue, a home's menu, activities with sessions and sign-ups, ratings."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from services import enums
from services.models import Activity, Feedback, MenuEntry, ServiceItem, Session, SignUp
from tests.factories.bookings import tomorrow_at
from tests.factories.homes import HomeFactory
from tests.factories.unions import PersonFactory


class ServiceItemFactory(DjangoModelFactory):
    class Meta:
        model = ServiceItem
        django_get_or_create = ["code"]

    code = "skills"
    name = factory.LazyAttribute(lambda row: "技能培训" if row.code == "skills" else row.code)
    name_en = factory.LazyAttribute(lambda row: row.code.replace("_", " ").capitalize())
    function = enums.Function.ACTIVITY
    kind = enums.ItemKind.FEATURED


class MenuEntryFactory(DjangoModelFactory):
    class Meta:
        model = MenuEntry

    home = factory.SubFactory(HomeFactory)
    item = factory.SubFactory(ServiceItemFactory)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    home = factory.SubFactory(HomeFactory)
    name = factory.Sequence(lambda n: f"示例活动{n}")


class SessionFactory(DjangoModelFactory):
    """Scheduled tomorrow from 14 to 16 with 20 places; `held=True` for one of the logbook."""

    class Meta:
        model = Session

    activity = factory.SubFactory(ActivityFactory)
    starts_at = factory.LazyFunction(lambda: tomorrow_at(14))
    ends_at = factory.LazyAttribute(lambda row: row.starts_at + timedelta(hours=2))
    on = factory.LazyAttribute(lambda row: row.starts_at.date())
    capacity = 20

    class Params:
        held = factory.Trait(
            state=enums.SessionState.HELD,
            starts_at=None,
            ends_at=None,
            on=date(2026, 11, 1),
            person_times=30,
        )


class SignUpFactory(DjangoModelFactory):
    class Meta:
        model = SignUp

    session = factory.SubFactory(SessionFactory)
    person = factory.SubFactory(PersonFactory)

    @classmethod
    def _create(cls, model_class, *args, **fields):
        sign_up = super()._create(model_class, *args, **fields)
        if sign_up.state in enums.TAKING:
            sign_up.session.taken += sign_up.places
            sign_up.session.save(update_fields=["taken"])
        return sign_up


class FeedbackFactory(DjangoModelFactory):
    """Five stars for a visit counted at the door; `stars` and words as told."""

    class Meta:
        model = Feedback

    home = factory.SubFactory(HomeFactory)
    occasion = enums.OccasionKind.VISIT
    mark = factory.Sequence(lambda n: f"{n:064x}")
    stars = 5
