"""Lists of the admin as Excel files."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from common.models import AuditEntry
from tests.factories.bookings import ReservationFactory
from tests.factories.funding import EntryFactory
from tests.factories.homes import FacilityFactory, HomeAppointmentFactory, SpaceFactory
from unions.enums import Role


@pytest.fixture
def export(client):
    """export(user, address, rows, **filters): the rows of the file, header first."""

    def send(user, address, rows, query=""):
        client.force_login(user)
        keys = [row.pk for row in rows]
        answer = client.post(address + query, {"action": "export_rows", "_selected_action": keys})
        send.name = unquote(answer.headers["Content-Disposition"])
        sheet = load_workbook(BytesIO(answer.content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]

    return send


def test_homes(export, county, home):
    header, row = export(county, "/admin/homes/home/", [home])
    assert header[:4] == ["共享职工之家", "状态", "场景类型", "所在地"]
    assert row[:5] == [
        f"{home.name} {home.code}", "运行", "园区型", "泉州市 石狮市", "石狮市总工会",
    ]  # fmt: skip
    assert row[header.index("场地面积")] == 500
    assert ".xlsx" in export.name
    entry = AuditEntry.objects.get(action="export")
    assert (entry.actor, entry.detail["rows"]) == (county, 1)


def test_amounts_are_numbers(export, county, home):
    entry = EntryFactory(home=home, payer=home.union, amount_fen=123_456)
    header, row = export(county, "/admin/funding/entry/", [entry])
    assert row[header.index("金额（元）")] == 1234.56
    assert str(row[0].date()) == "2020-06-01"


def test_rows_of_others_are_not_exported(export, county, home, next_home):
    rows = export(county, "/admin/homes/home/", [home, next_home])
    assert len(rows) == 2


def test_confidential_rooms_stay_occupied(export, home):
    editor = HomeAppointmentFactory(home=home, role=Role.EDITOR).person
    facility = FacilityFactory(code="counselling_room", confidential=True)
    row = ReservationFactory(space=SpaceFactory(home=home, facility=facility), purpose="睡眠")
    rows = export(editor, "/admin/bookings/reservation/", [row])
    assert rows[1][2] == "已占用"
    assert "睡眠" not in str(rows)


def test_a_formula_is_text(export, county, home):
    home.name = "=1+1"
    home.save()
    assert export(county, "/admin/homes/home/", [home])[1][0].startswith("'=1+1")
