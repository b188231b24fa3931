"""Import in the admin: checked first, confirmed by its cadre, within the cadre's scope."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from common import clock
from common.imports import admin as import_admin
from common.imports import uploads
from common.models import ImportBatch
from homes.models import Visit

ADD = "/admin/common/importbatch/add/"
LIST = "/admin/common/importbatch/"
HEADER = ["家编号", "日期", "人次"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMPORT_UPLOADS = tmp_path / "imports"
    return settings.IMPORT_UPLOADS


def sheet(*rows, name="十二月.xlsx") -> SimpleUploadedFile:
    book, content = Workbook(), BytesIO()
    for row in [HEADER, *rows]:
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def upload(client):
    """upload(user, *rows): what the admin answers to a file of visits."""

    def send(user, *rows, **changes):
        client.force_login(user)
        data = {"kind": "visits", "datum": "wgs84", "file": sheet(*rows)} | changes
        return client.post(ADD, data)

    return send


def confirm(client, answer):
    token = answer.context["upload"].token
    return client.post(reverse("admin:common_importbatch_confirm", args=[token]))


def test_the_form_offers_what_the_cadre_may_import(client, home_cadre):
    client.force_login(home_cadre)
    answer = client.get(ADD)
    offered = [value for value, _title in answer.context["form"].fields["kind"].choices]
    assert offered == [
        "", "hours", "spaces", "stops", "agreements", "staff", "funding", "activities", "visits",
    ]  # fmt: skip


def test_a_right_file_is_saved_only_when_confirmed(client, upload, home_cadre, home, folder):
    answer = upload(home_cadre, [home.code, "2020-12-30", 8], [home.code, "2020-12-31", 9])
    assert (answer.context["outcome"].created, Visit.objects.count()) == (2, 0)
    assert len(list(folder.iterdir())) == 1
    done = confirm(client, answer)
    assert (done.status_code, done.url) == (302, LIST)
    assert Visit.objects.count() == 2
    batch = ImportBatch.objects.get()
    assert (batch.by, batch.file_name, batch.rows) == (home_cadre, "十二月.xlsx", 2)
    assert list(folder.iterdir()) == []
    assert "十二月.xlsx" in client.get(LIST).content.decode()


def test_confirming_twice_imports_once(client, upload, home_cadre, home):
    answer = upload(home_cadre, [home.code, "2020-12-31", 9])
    confirm(client, answer)
    assert confirm(client, answer).url == LIST
    assert ImportBatch.objects.count() == 1


def test_a_wrong_file_shows_each_cell_and_offers_them_as_a_sheet(client, upload, home_cadre, home):
    answer = upload(home_cadre, [home.code, "2020-12-31", "约9"])
    page = answer.content.decode()
    assert "约9" in page
    assert "confirm/" not in page
    token = answer.context["upload"].token
    download = client.post(reverse("admin:common_importbatch_problems", args=[token]))
    rows = list(load_workbook(BytesIO(download.content)).active.iter_rows(values_only=True))
    assert [(row[0], row[1], row[3]) for row in rows[1:]] == [(2, "人次", "约9")]
    assert Visit.objects.count() == 0


def test_what_has_become_wrong_meanwhile_is_not_saved(client, upload, home_cadre, home):
    answer = upload(home_cadre, [home.code, "2020-12-31", 9])
    home_cadre.home_appointments.update(valid_to=clock.today().replace(year=2021))
    assert confirm(client, answer).status_code in {302, 403}
    assert Visit.objects.count() == 0


def test_rows_of_other_homes_are_refused(upload, home_cadre, next_home):
    answer = upload(home_cadre, [next_home.code, "2020-12-31", 9])
    assert [error.code for error in answer.context["outcome"].errors] == ["out_of_scope"]


def test_a_waiting_file_is_known_to_its_session_only(client, upload, home_cadre, city, home):
    answer = upload(home_cadre, [home.code, "2020-12-31", 9])
    client.logout()
    client.force_login(city)
    assert confirm(client, answer).url == LIST
    assert Visit.objects.count() == 0


def test_an_import_is_listed_for_its_cadre_only(client, upload, home_cadre, city, home):
    confirm(client, upload(home_cadre, [home.code, "2020-12-31", 9]))
    client.force_login(city)
    assert "十二月.xlsx" not in client.get(LIST).content.decode()


def test_a_kind_that_is_not_the_cadres_is_refused(client, upload, home_cadre):
    answer = upload(home_cadre, kind="homes")
    assert list(answer.context["form"].errors) == ["kind"]
    assert client.get("/admin/common/importbatch/template/homes/").status_code == 403


def test_a_file_too_large_is_refused(upload, home_cadre, monkeypatch):
    monkeypatch.setattr(import_admin, "LARGEST_MB", 0)
    assert list(upload(home_cadre).context["form"].errors) == ["file"]


def test_at_most_five_files_wait(upload, home_cadre, home, folder):
    for day in range(1, 8):
        upload(home_cadre, [home.code, f"2020-12-{day}", 9])
    assert len(list(folder.iterdir())) == uploads.MOST_KEPT


def test_templates_can_be_downloaded(client, city):
    client.force_login(city)
    answer = client.get("/admin/common/importbatch/template/homes/")
    assert load_workbook(BytesIO(answer.content)).worksheets[0]["A1"].value == "编号"


@pytest.mark.parametrize("view", ["confirm", "problems"])
def test_a_waiting_file_is_not_touched_by_get(client, city, view):
    client.force_login(city)
    address = reverse(f"admin:common_importbatch_{view}", args=["token"])
    assert client.get(address).status_code == 405


def test_workers_and_strangers_stay_outside(client, worker):
    assert client.get(ADD).status_code == 302
    client.force_login(worker)
    assert client.get(ADD).status_code == 302
