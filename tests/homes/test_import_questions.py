"""What an import asks a person: which home a row means, and where a doubtful point is."""

import pytest

from common.datum import Point, from_wgs84
from common.errors import Refusal
from common.imports import queueing, working
from common.models import ImportBatch
from homes.models import Home
from tests.sheets import told, workbook
from unions.models import Workplace

HEADER = "编号 名称 机制类型 场景类型 行政区划代码 经度 纬度 状态"
SHISHI = Point(24.73, 118.65)


def row(code, name="示例家", at=SHISHI, division="350581"):
    return [code, name, "创新型", "商圈", division, at.lon, at.lat, "运行"]


class Asked:
    """An import in the hands of a worker and a cadre."""

    def __init__(self, by, path, kind):
        self.by = by
        self.batch = queueing.request_check(
            kind=kind, content=path.read_bytes(), file_name=path.name, datum="wgs84", by=by
        )
        self._work()

    def _work(self):
        working.work_on(self.batch.pk)
        self.batch = ImportBatch.objects.get(pk=self.batch.pk)

    def answer(self, **answers) -> str:
        """Confirm with answers ("2-same_name" is written row2_same_name); the state after it."""
        given = {key.removeprefix("row").replace("_", "-", 1): a for key, a in answers.items()}
        queueing.confirm(batch=self.batch, answers=given, by=self.by)
        self._work()
        return self.batch.state

    @property
    def questions(self):
        return [
            (q["row"], q["code"], [answer for answer, _label in q["choices"]])
            for q in self.batch.questions
        ]


@pytest.fixture
def ask(tmp_path, city):
    """ask(*rows): a worker's check of a file of homes."""

    def check(*rows, header=HEADER, kind="homes") -> Asked:
        return Asked(city, workbook(tmp_path / "a.xlsx", header.split(), *rows), kind)

    return check


@pytest.fixture
def stored(take, tree):
    assert told(take("homes", HEADER, row("FJ-1"))) == []
    return Home.objects.get()


@pytest.mark.django_db(transaction=True)
class TestWhichHome:
    def test_an_unknown_code_with_a_known_name_is_asked_about(self, ask, stored):
        asked = ask(row("FJ-2"), row("FJ-3", "另一个家"))
        assert asked.questions == [(2, "same_name", ["update", "create"])]
        assert "FJ-1" in asked.batch.questions[0]["sentence"]
        with pytest.raises(Refusal) as refusal:
            asked.answer()
        assert refusal.value.code == "unanswered"
        assert Home.objects.count() == 1

    def test_update_changes_the_home_that_is_there(self, ask, stored):
        asked = ask([*row("FJ-2")[:-1], "暂停"])
        assert asked.answer(row2_same_name="update") == "done"
        assert list(Home.objects.values_list("code", "status")) == [("FJ-1", "suspended")]

    def test_create_makes_a_second_one(self, ask, stored):
        assert ask(row("FJ-2")).answer(row2_same_name="create") == "done"
        assert list(Home.objects.values_list("code", flat=True)) == ["FJ-1", "FJ-2"]

    def test_one_answer_for_all_and_one_of_its_own(self, ask, stored, take):
        take("homes", HEADER, row("FJ-5", "第二个家"))
        asked = ask(row("FJ-2"), row("FJ-6", "第二个家"))
        assert asked.answer(all_same_name="create", row3_same_name="update") == "done"
        assert list(Home.objects.values_list("code", flat=True)) == ["FJ-1", "FJ-2", "FJ-5"]

    def test_a_blank_code_can_only_mean_a_home_that_is_there(self, ask, stored):
        asked = ask(row(None))
        assert asked.questions == [(2, "same_name", ["update"])]
        assert asked.answer(row2_same_name="update") == "done"
        assert Home.objects.count() == 1

    def test_of_several_each_is_offered(self, ask, stored, take):
        take("homes", HEADER, row("FJ-2"))
        asked = ask(row(None))
        assert asked.questions == [(2, "same_name", ["update FJ-1", "update FJ-2"])]
        assert asked.answer(row2_same_name="update FJ-2") == "done"

    def test_two_rows_for_one_home_are_refused(self, ask, stored):
        asked = ask(row("FJ-2"), row("FJ-3"))
        assert asked.answer(all_same_name="update") == "checked"
        assert [problem["code"] for problem in asked.batch.problems] == ["duplicate"]

    def test_the_name_in_another_county_is_another_home(self, ask, stored):
        asked = ask(row("FJ-2", at=Point(24.96, 118.39), division="350583"))
        assert (asked.questions, asked.answer()) == ([], "done")


class TestOnTheCommandLine:
    def test_an_unknown_code_is_created_and_told(self, take, stored):
        outcome = take("homes", HEADER, row("FJ-2"))
        assert (told(outcome), outcome.created) == ([], 1)
        assert [(q.row, q.code) for q in outcome.questions] == [(2, "same_name")]

    def test_a_blank_code_is_refused(self, take, stored):
        outcome = take("homes", HEADER, row(None), row(None, "新家"))
        assert told(outcome) == [(2, "编号", "required"), (3, "编号", "required")]

    def test_a_point_moved_by_a_shift_is_told(self, take, stored):
        outcome = take("homes", HEADER, row("FJ-1", at=from_wgs84(*SHISHI, "gcj02")))
        assert (told(outcome), outcome.updated) == ([], 1)
        assert [(q.row, q.code) for q in outcome.questions] == [(2, "datum")]

    def test_a_point_far_away_is_refused(self, take, tree):
        assert told(take("homes", HEADER, row("FJ-1", at=Point(26.08, 119.30)))) == [
            (2, "经度", "far_from_division")
        ]


@pytest.mark.django_db(transaction=True)
class TestWhichDatum:
    def test_a_point_that_another_datum_brings_home_is_converted(self, ask, stored):
        asked = ask(row("FJ-1", at=from_wgs84(*SHISHI, "gcj02")))
        assert asked.questions == [(2, "datum", ["keep", "gcj02"])]
        assert asked.answer(row2_datum="gcj02") == "done"
        home = Home.objects.get()
        assert (round(home.lat, 6), round(home.lon, 6)) == (24.73, 118.65)
        assert home.source_datum == "gcj02"

    def test_or_kept(self, ask, stored):
        typed = from_wgs84(*SHISHI, "gcj02")
        assert ask(row("FJ-1", at=typed)).answer(all_datum="keep") == "done"
        home = Home.objects.get()
        assert (round(home.lat, 9), round(home.lon, 9)) == (round(typed[0], 9), round(typed[1], 9))

    @pytest.mark.parametrize("at", [Point(24.7301, 118.6501), Point(24.735, 118.65)])
    def test_a_point_near_by_or_moved_another_way_is_not_asked_about(self, ask, stored, at):
        assert ask(row("FJ-1", at=at)).questions == []

    def test_a_point_far_from_its_seat_must_be_answered(self, ask, tree):
        asked = ask(row("FJ-1", at=Point(26.08, 119.30)))
        assert asked.questions == [(2, "datum", ["keep"])]
        assert asked.answer(row2_datum="keep") == "done"
        assert Home.objects.get().lat == 26.08

    def test_workplaces_too(self, ask, tree):
        header = "编号 名称 行政区划代码 经度 纬度 职工数"
        first = ["W1", "示例公司", "350581", SHISHI.lon, SHISHI.lat, 10]
        assert ask(first, header=header, kind="workplaces").answer() == "done"
        moved = from_wgs84(*SHISHI, "gcj02")
        again = ["W1", "示例公司", "350581", moved.lon, moved.lat, 12]
        asked = ask(again, header=header, kind="workplaces")
        assert asked.questions == [(2, "datum", ["keep", "gcj02"])]
        assert asked.answer(row2_datum="gcj02") == "done"
        found = Workplace.objects.get()
        assert (round(found.lat, 6), found.headcount) == (24.73, 12)
