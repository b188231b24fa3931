"""Who may rate what and until when; answers; hidden words; what adds up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bookings.enums import Source, State
from common import clock
from common.errors import Refusal
from common.models import AuditEntry
from homes.doors import count_visit
from services.enums import Hidden, OccasionKind, SignUpState
from services.models import Feedback
from services.occasions import of_reservation, of_sign_up, of_visit, unrated
from services.ratings import answer, hide_passage, public_comment, rate, scores_of
from services.scores import Score
from tests.factories.bookings import ReservationFactory, tomorrow_at
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from tests.factories.services import ActivityFactory, FeedbackFactory, SessionFactory, SignUpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(home, worker):
    """Over since yesterday's noon; the worker came."""
    start = tomorrow_at(10) - timedelta(days=2)
    return ReservationFactory(
        space=SpaceFactory(home=home), person=worker, starts_at=start, state=State.COMPLETED
    )


@pytest.fixture
def counselling(home, worker):
    """A booking of a room that nobody is to know about."""
    facility = FacilityFactory(code="counselling_room", confidential=True)
    return ReservationFactory(
        space=SpaceFactory(home=home, facility=facility),
        person=worker,
        starts_at=tomorrow_at(8) - timedelta(days=2),
        state=State.COMPLETED,
    )


@pytest.fixture
def sign_up(home, worker):
    session = SessionFactory(
        activity=ActivityFactory(home=home), starts_at=tomorrow_at(9) - timedelta(days=3)
    )
    return SignUpFactory(session=session, person=worker, state=SignUpState.ATTENDED)


def code_of(occasion, **said) -> str:
    with pytest.raises(Refusal) as refused:
        rate(occasion=occasion, **({"stars": 4} | said))
    return refused.value.code


def test_who_booked_and_came_rates_once_and_may_change_it(booking, worker):
    rate(occasion=of_reservation(booking), stars=5, comment="  很干净  ")
    rate(occasion=of_reservation(booking), stars=3, comment="人多")
    feedback = Feedback.objects.get()
    assert (feedback.occasion, feedback.person, feedback.home) == (
        OccasionKind.BOOKING,
        worker,
        booking.home,
    )
    assert (feedback.stars, feedback.comment) == (3, "人多")
    assert feedback.changed_at is not None
    assert list(
        AuditEntry.objects.filter(model="services.feedback").values_list("action", "detail")
    ) == [("rate", {"stars": 5}), ("change_rating", {"stars": 3})]


@pytest.mark.parametrize(
    "state", [State.REQUESTED, State.CONFIRMED, State.NO_SHOW, State.CANCELLED, State.EXPIRED]
)
def test_who_did_not_come_rates_nothing(booking, state):
    booking.state = state
    assert code_of(of_reservation(booking)) == "not_there"


def test_a_booking_of_an_activity_is_rated_as_the_activity(booking):
    booking.source = Source.ACTIVITY
    assert code_of(of_reservation(booking)) == "not_there"


def test_a_booking_is_rated_once_it_has_begun(booking):
    booking.starts_at = clock.now() + timedelta(minutes=5)
    booking.state = State.CHECKED_IN
    assert code_of(of_reservation(booking)) == "not_there"


def test_a_rating_comes_within_thirty_days(booking):
    with clock.stopped_at(booking.ends_at + timedelta(days=30, minutes=1)):
        assert code_of(of_reservation(booking)) == "rate_too_late"
    with clock.stopped_at(booking.ends_at + timedelta(days=30)):
        rate(occasion=of_reservation(booking), stars=4)


def test_a_rating_stands_after_seven_days(booking):
    rate(occasion=of_reservation(booking), stars=4)
    with clock.stopped_at(clock.now() + timedelta(days=7, minutes=1)):
        assert code_of(of_reservation(booking)) == "rating_stands"
    with clock.stopped_at(clock.now() + timedelta(days=6)):
        rate(occasion=of_reservation(booking), stars=2)


def test_nobody_rates_the_home_they_act_for(booking, worker):
    HomeAppointmentFactory(home=booking.home, person=worker)
    assert code_of(of_reservation(booking)) == "own_home"


def test_who_attended_rates_the_session(sign_up):
    rate(occasion=of_sign_up(sign_up), stars=5)
    assert Feedback.objects.get().sign_up == sign_up
    sign_up.state = SignUpState.ABSENT
    assert code_of(of_sign_up(sign_up)) == "not_there"


def test_a_visit_counted_at_the_door_is_rated_without_an_account(home):
    with clock.stopped_at(tomorrow_at(10)):
        assert of_visit(home, "phone") is None
        count_visit(home=home, device="phone")
        rate(occasion=of_visit(home, "phone"), stars=4, comment="有热水")
        rate(occasion=of_visit(home, "phone"), stars=5)
        assert of_visit(home, "another") is None
    feedback = Feedback.objects.get()
    assert (feedback.stars, feedback.person, feedback.occasion) == (5, None, OccasionKind.VISIT)
    with clock.stopped_at(tomorrow_at(15) + timedelta(days=3)):
        assert of_visit(home, "phone").rating() == feedback


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"stars": 0}, "stars"),
        ({"stars": 6}, "stars"),
        ({"comment": "找王师傅 13800000007"}, "personal_number"),
        ({"comment": "138 0000 0007"}, "personal_number"),
        ({"comment": "35058119900101123X"}, "personal_number"),
    ],
)
def test_what_a_rating_can_not_say(booking, said, code):
    assert code_of(of_reservation(booking), **said) == code


def test_numbers_of_other_things_may_be_said(booking):
    rate(occasion=of_reservation(booking), stars=3, comment="票号 20261124001，空调坏了")


def test_a_confidential_room_is_rated_without_words(counselling):
    occasion = of_reservation(counselling)
    assert code_of(occasion, comment="老师很好") == "confidential"
    feedback = rate(occasion=occasion, stars=5)
    assert feedback.confidential
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.update(comment="老师很好")
    assert not Feedback.objects.telling().exists()
    answer(feedback=feedback, text="谢谢", by=counselling.person)
    assert not Feedback.objects.telling().exists()


@pytest.mark.parametrize("wrong", [{"stars": 6}, {"mark": None}, {"answer": "谢谢"}])
def test_the_database_keeps_a_rating_sound(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackFactory(**wrong)


def test_an_answer_is_public_and_may_be_replaced(home, home_cadre):
    feedback = FeedbackFactory(home=home, stars=1)
    assert Feedback.objects.low_and_unanswered().get() == feedback
    answer(feedback=feedback, text="已修好", by=home_cadre)
    answer(feedback=feedback, text="已修好，欢迎再来", by=home_cadre)
    feedback.refresh_from_db()
    assert (feedback.answer, feedback.answered_by) == ("已修好，欢迎再来", home_cadre)
    assert not Feedback.objects.low_and_unanswered().exists()
    said = AuditEntry.objects.filter(action="answer_rating").values_list("detail__answer")
    assert [text for (text,) in said] == ["已修好", "已修好，欢迎再来"]
    with pytest.raises(Refusal) as refused:
        answer(feedback=feedback, text=" ", by=home_cadre)
    assert refused.value.code == "no_answer"


def test_low_ratings_wait_for_a_month(home):
    old = clock.now() - timedelta(days=31)
    FeedbackFactory(home=home, stars=1, created_at=old)
    FeedbackFactory(home=home, stars=3)
    recent = FeedbackFactory(home=home, stars=2)
    assert list(Feedback.objects.low_and_unanswered()) == [recent]
    assert Feedback.objects.low().count() == 2


def hide(feedback, passage, by, reason="提到了个人") -> str:
    hide_passage(feedback=feedback, passage=passage, kind=Hidden.NAME, reason=reason, by=by)
    return public_comment(Feedback.objects.get(pk=feedback.pk))


def test_only_the_words_named_are_hidden(home, county):
    feedback = FeedbackFactory(home=home, comment="管理员甲某某态度差，甲某某不在")
    assert hide(feedback, "甲某", county) == "管理员▇▇某态度差，▇▇某不在"
    assert hide(feedback, "甲某某", county) == "管理员▇▇态度差，▇▇不在"
    assert hide(feedback, "甲某某", county) == "管理员▇▇态度差，▇▇不在"
    entries = AuditEntry.objects.filter(action="hide_passage")
    assert [entry.detail for entry in entries] == [{"kind": "name", "reason": "提到了个人"}] * 2


@pytest.mark.parametrize(
    ("passage", "reason", "code"),
    [
        ("没有的话", "x", "not_in_comment"),
        ("", "x", "not_in_comment"),
        ("长" * 61, "x", "not_in_comment"),
        ("差", " ", "no_reason"),
    ],
)
def test_what_can_not_be_hidden(home, county, passage, reason, code):
    feedback = FeedbackFactory(home=home, comment="差" + "长" * 70)
    with pytest.raises(Refusal) as refused:
        hide(feedback, passage, county, reason)
    assert refused.value.code == code


def test_scores_count_the_last_year_of_each_home(home, next_home, django_assert_num_queries):
    for stars in (5, 5, 4, 1):
        FeedbackFactory(home=home, stars=stars)
    FeedbackFactory(home=home, stars=1, created_at=clock.now() - timedelta(days=366))
    FeedbackFactory(home=next_home, stars=3)
    with django_assert_num_queries(1):
        found = scores_of([home, next_home])
    assert found == {home.pk: Score((1, 0, 0, 1, 2)), next_home.pk: Score((0, 0, 1, 0, 0))}


def test_what_is_left_to_rate(home, next_home, booking, sign_up, worker, django_assert_num_queries):
    ReservationFactory(space=SpaceFactory(home=next_home), person=worker, state=State.COMPLETED)
    with django_assert_num_queries(2):
        found = unrated(worker, home)
    assert [occasion.reservation or occasion.sign_up for occasion in found] == [booking, sign_up]
    rate(occasion=found[0], stars=5)
    assert [occasion.sign_up for occasion in unrated(worker, home)] == [sign_up]
