"""Files of activities that were held."""

from datetime import date, timedelta

from common import clock
from services.models import Activity, Session
from tests.sheets import told

ACTIVITIES = "家编号 名称 日期 人次"


def test_rows_become_held_sessions_of_one_activity(take, home):
    outcome = take(
        "activities", ACTIVITIES, [home.code, "直播带货培训", "2020-03-01", 60],
        [home.code, "直播带货培训", "2020年3月8日", "75人次"],
        [home.code, "单身职工联谊", "2020-03-08", 40],
    )  # fmt: skip
    assert (outcome.errors, outcome.created, outcome.updated) == ([], 3, 0)
    assert set(Activity.objects.values_list("home", "name")) == {
        (home.pk, "直播带货培训"), (home.pk, "单身职工联谊"),
    }  # fmt: skip
    training = Session.objects.filter(activity__name="直播带货培训").order_by("on")
    assert list(training.values_list("on", "person_times", "state", "method", "starts_at")) == [
        (date(2020, 3, 1), 60, "held", "typed", None),
        (date(2020, 3, 8), 75, "held", "typed", None),
    ]


def test_the_same_session_again_is_corrected(take, home):
    take("activities", ACTIVITIES, [home.code, "直播带货培训", "2020-03-01", 60])
    outcome = take("activities", ACTIVITIES, [home.code, "直播带货培训", "2020-03-01", 66])
    assert (outcome.created, outcome.updated) == (0, 1)
    assert Session.objects.get().person_times == 66
    assert Activity.objects.count() == 1


def test_wrong_rows_are_refused(take, home):
    tomorrow = clock.today() + timedelta(days=1)
    outcome = take(
        "activities", ACTIVITIES, ["X", "讲座", "2020-03-01", 60],
        [home.code, "讲座", tomorrow, 60], [home.code, "讲座", "2020-03-01", "六十"],
        [home.code, "讲座", "2020-03-02", 1], [home.code, "讲座", "2020-03-02", 2],
    )  # fmt: skip
    assert told(outcome) == [
        (2, "家编号", "unknown_home"), (3, "日期", "in_the_future"),
        (4, "人次", "not_a_number"), (6, "日期", "duplicate"),
    ]  # fmt: skip
    assert (Activity.objects.count(), Session.objects.count()) == (0, 0)


def test_a_cadre_imports_only_for_homes_in_charge(take, city, next_home):
    row = [next_home.code, "讲座", "2020-03-01", 60]
    assert told(take("activities", ACTIVITIES, row, by=city)) == [(2, "家编号", "out_of_scope")]
