"""The ledger of points: once for each subject, taken back by a further entry, never changed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from common import clock
from tests.factories.unions import PersonFactory, PointsEntryFactory
from unions.actions import forget_unproven
from unions.enums import PointsReason
from unions.models import Person, PointsEntry
from unions.points import settle


def give(person: Person, points: int, subject: str = "reservation:1") -> int:
    reason = PointsReason.CHECK_IN if points else PointsReason.CORRECTION
    return settle(person=person, subject=subject, points=points, reason=reason)


@pytest.mark.django_db
def test_given_once_taken_back_and_given_again(worker):
    assert [give(worker, 5), give(worker, 5), give(worker, 0), give(worker, 0)] == [5, 0, -5, 0]
    assert give(worker, 7) == 7
    assert give(worker, 5, "reservation:11") == 5
    rows = PointsEntry.objects.visible_to(worker)
    assert (rows.balance(), rows.count()) == (12, 4)
    assert sorted(rows.values_list("key", flat=True)) == [
        "reservation:11:0",
        "reservation:1:0",
        "reservation:1:1",
        "reservation:1:2",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_keeps_what_was_given(worker, change):
    entry = PointsEntryFactory(person=worker)
    row = PointsEntry.objects.filter(pk=entry.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        row.update(points=500) if change == "update" else row.delete()


@pytest.mark.django_db
def test_an_entry_says_something(worker):
    with pytest.raises(IntegrityError, match="points_entry_not_empty"), transaction.atomic():
        PointsEntryFactory(person=worker, points=0)


@pytest.mark.django_db
def test_whoever_has_points_is_not_forgotten():
    nobody = PersonFactory(phone_verified=False, display_name="", joined_at=clock.now())
    Person.objects.filter(pk=nobody.pk).update(joined_at="2026-01-01T00:00+08:00")
    PointsEntryFactory(person=nobody)
    assert forget_unproven() == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_once_give_once():
    person, gate = PersonFactory(), threading.Barrier(8)

    def run(_turn: int) -> int:
        gate.wait(timeout=30)
        try:
            return give(person, 5)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(run, range(8))) == [0] * 7 + [5]
    assert PointsEntry.objects.filter(person=person).balance() == 5


@pytest.mark.django_db
def test_the_own_page(client, worker, member, django_assert_num_queries):
    client.force_login(worker)
    assert "还没有积分" in client.get("/me/points/").content.decode()
    for count in (1, 3, 30):
        PointsEntryFactory.create_batch(count, person=worker)
        PointsEntryFactory(person=member, points=99)
        with django_assert_num_queries(6):
            page = client.get("/me/points/").content.decode()
    assert "170" in page
    assert "99" not in page
    assert client.post("/me/points/").status_code == 405
