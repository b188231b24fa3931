import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from common import audit
from common.models import AuditEntry
from tests.factories.unions import PersonFactory

pytestmark = pytest.mark.django_db


def test_who_did_what_to_which_row(worker, home):
    audit.record(action="book", target=home, actor=worker, source="web")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.model, entry.row, entry.detail) == (
        worker,
        "book",
        "homes.home",
        str(home.pk),
        {"source": "web"},
    )


def test_the_system_has_no_name(home):
    audit.record(action="close_past", target=home)
    assert AuditEntry.objects.get().actor is None


@pytest.mark.parametrize(
    "statement", ["UPDATE common_auditentry SET action = ''", "DELETE FROM common_auditentry"]
)
def test_the_database_refuses_to_change_it(statement, home):
    audit.record(action="book", target=home)
    with (
        pytest.raises((IntegrityError, InternalError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.get().action == "book"


def test_it_outlives_the_person(home):
    person = PersonFactory()
    audit.record(action="book", target=home, actor=person)
    key = person.pk
    person.delete()
    assert AuditEntry.objects.get().actor_id == key
