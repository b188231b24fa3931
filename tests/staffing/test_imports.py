"""Files of staff."""

from datetime import date

import pytest

from staffing.models import Provider, StaffMember
from tests.factories.unions import PersonFactory
from tests.sheets import told

STAFF = "家编号 姓名 角色 手机号 服务机构 开始日期 结束日期"


def test_staff_are_made_joined_to_accounts_and_their_provider_is_kept(take, home):
    person = PersonFactory(phone="13700000009")
    outcome = take(
        "staff", STAFF, [home.code, "示例甲", "社工", 13700000009, "示例社工中心", "2020.5", None],
        [home.code, "示例乙", "工会专干", "137 0000 0010", None, None, None],
        [home.code, "示例丙", "志愿者", None, None, None, None],
    )  # fmt: skip
    assert (outcome.errors, outcome.created) == ([], 3)
    provider = Provider.objects.get()
    assert (provider.name, provider.union) == ("示例社工中心", home.union)
    staff = {member.name: member for member in StaffMember.objects.all()}
    assert (staff["示例甲"].person, staff["示例甲"].provider) == (person, provider)
    assert staff["示例甲"].starts_on == date(2020, 5, 1)
    assert (staff["示例乙"].role, staff["示例乙"].phone) == ("cadre", "13700000010")
    assert (staff["示例丙"].person, staff["示例丙"].phone) == (None, "")


def test_the_same_person_again_is_changed_and_the_provider_not_doubled(take, home):
    row = [home.code, "示例甲", "社工", "13700000009", "示例社工中心", None, None]
    take("staff", STAFF, row)
    outcome = take("staff", STAFF, [*row[:6], "2027-01-01"])
    assert (outcome.created, outcome.updated) == (0, 1)
    assert StaffMember.objects.get().ends_on == date(2027, 1, 1)
    assert Provider.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({0: "X"}, "家编号", "unknown_home"),
        ({2: "保安"}, "角色", "unknown_choice"),
        ({3: "12345"}, "手机号", "not_a_mobile"),
        ({5: "2020-05-01", 6: "2020-04-30"}, "结束日期", "ends_before_start"),
        ({1: "示例甲"}, "姓名", "duplicate"),
    ],
)
def test_a_bad_cell_stops_the_file(take, home, changes, column, code):
    good = [home.code, "示例甲", "社工", "13700000009", "示例社工中心", None, None]
    row = [home.code, "示例乙", "社工", "13700000009", None, None, None]
    bad = [changes.get(place, cell) for place, cell in enumerate(row)]
    assert told(take("staff", STAFF, good, bad)) == [(3, column, code)]
    assert (StaffMember.objects.count(), Provider.objects.count()) == (0, 0)


def test_a_cadre_imports_only_for_homes_in_charge(take, city, next_home):
    row = [next_home.code, "示例甲", "社工", None, None, None, None]
    assert told(take("staff", STAFF, row, by=city)) == [(2, "家编号", "out_of_scope")]
