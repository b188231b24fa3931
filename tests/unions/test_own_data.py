import pytest

from tests.factories.bookings import ReservationFactory
from tests.factories.services import SignUpFactory
from tests.factories.staffing import StaffMemberFactory
from unions.models import Person
from unions.own_data import own_data

pytestmark = pytest.mark.django_db


def test_all_rows_of_the_person_and_no_others(worker, member, home):
    ReservationFactory(person=worker, space__home=home)
    ReservationFactory(person=member, space__home=home, decided_by=worker)
    SignUpFactory(person=worker, session__activity__home=home)
    StaffMemberFactory(person=worker, home=home)
    data = own_data(worker)
    assert {kind: len(rows) for kind, rows in data.items()} == {
        "person": 1,
        "bookings.reservation": 1,
        "services.signup": 1,
        "staffing.staffmember": 1,
    }


def test_the_row_itself_without_secrets(worker):
    [row] = own_data(worker)["person"]
    assert row["phone"] == worker.phone
    assert "password" not in row


def test_choices_and_references_are_readable(home_cadre, home):
    [row] = own_data(home_cadre)["homes.homeappointment"]
    assert (row["home"], row["role"]) == (home.name, "负责人")


def test_every_relation_back_to_a_person_is_an_owners_or_hidden():
    """A new relation to Person must say whose the row is: a name back, or `+`."""
    names = {
        relation.related_model._meta.label_lower
        for relation in Person._meta.related_objects
        if not relation.hidden
    }
    assert names == {
        "account.emailaddress",
        "admin.logentry",
        "authtoken.token",
        "bookings.appeal",
        "bookings.block",
        "bookings.calendarfeed",
        "bookings.partnerworker",
        "bookings.reservation",
        "bookings.series",
        "bookings.strike",
        "bookings.waitlistentry",
        "common.importbatch",
        "homes.homeappointment",
        "homes.inspection",
        "messaging.choice",
        "messaging.notice",
        "messaging.preferences",
        "mfa.authenticator",
        "reports.report",
        "services.feedback",
        "services.signup",
        "staffing.staffmember",
        "unions.appointment",
        "unions.pointsentry",
    }
