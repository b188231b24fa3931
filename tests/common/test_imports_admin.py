"""Import in the admin: checked by a worker, confirmed by its cadre, within the cadre's scope."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from common import clock
from common.enums import ImportState
from common.imports import forms as import_forms
from common.imports import working
from common.models import ImportBatch
from homes.models import Visit

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/admin/common/importbatch/add/"
LIST = "/admin/common/importbatch/"
HEADER = ["家编号", "日期", "人次"]


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


@pytest.fixture
def checked(upload):
    """checked(user, *rows): the import of a file of visits after a worker has looked at it."""

    def send(user, *rows, **changes) -> ImportBatch:
        assert upload(user, *rows, **changes).status_code == 302
        batch = ImportBatch.objects.latest("pk")
        working.work_on(batch.pk)
        batch.refresh_from_db()
        return batch

    return send


def address(batch, view):
    return reverse(f"admin:common_importbatch_{view}", args=[batch.pk])


def confirm(client, batch):
    """The cadre's word, and the worker's second part."""
    answer = client.post(address(batch, "confirm"))
    working.work_on(batch.pk)
    batch.refresh_from_db()
    return answer


def test_the_form_offers_what_the_cadre_may_import(client, home_cadre):
    client.force_login(home_cadre)
    answer = client.get(ADD)
    offered = [value for value, _title in answer.context["form"].fields["kind"].choices]
    assert offered == [
        "", "hours", "spaces", "stops", "agreements", "staff", "funding", "activities", "visits",
    ]  # fmt: skip


def test_an_upload_is_kept_and_queued_and_its_page_asks_how_far_it_is(client, upload, city, home):
    file = sheet([home.code, "2020-12-31", 9])
    answer = upload(city, file=file)
    batch = ImportBatch.objects.get()
    assert (answer.status_code, answer.url) == (302, batch.get_absolute_url())
    assert (batch.state, batch.by, batch.file_name) == ("queued", city, "十二月.xlsx")
    assert bytes(batch.files.get().content) == file.file.getvalue()
    page = client.get(answer.url).content.decode()
    assert f'hx-get="{address(batch, "progress")}"' in page
    assert address(batch, "cancel") in page
    assert "HX-Refresh" not in client.get(address(batch, "progress")).headers


def test_a_right_file_is_saved_only_when_confirmed(client, checked, home_cadre, home):
    batch = checked(home_cadre, [home.code, "2020-12-30", 8], [home.code, "2020-12-31", 9])
    assert (batch.state, batch.rows, batch.created, Visit.objects.count()) == ("checked", 2, 2, 0)
    assert client.get(address(batch, "progress")).headers["HX-Refresh"] == "true"
    assert address(batch, "confirm") in client.get(batch.get_absolute_url()).content.decode()
    assert confirm(client, batch).url == batch.get_absolute_url()
    assert (batch.state, batch.progress, Visit.objects.count()) == ("done", 100, 2)
    assert "十二月.xlsx" in client.get(LIST).content.decode()
    assert address(batch, "undo") in client.get(batch.get_absolute_url()).content.decode()


def test_confirming_twice_imports_once(client, checked, home_cadre, home):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    confirm(client, batch)
    finished = batch.finished_at
    assert confirm(client, batch).status_code == 200
    assert (batch.state, batch.finished_at) == ("done", finished)
    assert Visit.objects.count() == 1


def test_a_wrong_file_comes_back_with_its_cells_marked(client, checked, home_cadre, home):
    batch = checked(home_cadre, [home.code, "2020-12-31", "约9"])
    page = client.get(batch.get_absolute_url()).content.decode()
    assert "约9" in page
    assert "confirm/" not in page
    assert client.post(address(batch, "confirm")).status_code == 200
    download = client.get(address(batch, "returned"))
    book = load_workbook(BytesIO(download.content))
    assert book.active["C2"].value == "约9"
    assert book.active["C2"].comment.text == batch.problems[0]["reason"]
    assert Visit.objects.count() == 0


def test_the_original_can_be_taken_back(client, checked, home_cadre, home):
    batch = checked(home_cadre, file=SimpleUploadedFile("a.csv", b"x,y\n1,2\n"))
    answer = client.get(address(batch, "original"))
    assert (answer.content, answer.headers["Content-Type"]) == (b"x,y\n1,2\n", "text/csv")
    assert 'filename="a.csv"' in answer.headers["Content-Disposition"]


def test_what_has_become_wrong_meanwhile_is_not_saved(client, checked, home_cadre, home, city):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    home_cadre.home_appointments.update(valid_to=clock.today().replace(year=2021))
    assert client.post(address(batch, "confirm")).status_code in {302, 403}
    ImportBatch.objects.update(state=ImportState.SAVING)
    working.work_on(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Visit.objects.count()) == ("failed", 0)
    assert batch.error


def test_a_row_that_has_become_wrong_meanwhile_is_shown(client, checked, home_cadre, home, tree):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    home.code = "MOVED"
    home.save()
    confirm(client, batch)
    assert (batch.state, batch.error_count, Visit.objects.count()) == ("checked", 1, 0)
    assert batch.problems[0]["code"] == "unknown_home"


def test_cancelled_before_a_worker_came_nothing_happens(client, upload, home_cadre, home):
    upload(home_cadre, [home.code, "2020-12-31", 9])
    batch = ImportBatch.objects.get()
    assert client.post(address(batch, "cancel")).status_code == 302
    working.work_on(batch.pk)
    batch.refresh_from_db()
    assert batch.state == "cancelled"
    again = client.post(address(batch, "cancel"), follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["success", "error"]


def test_a_checked_file_can_be_dropped(client, checked, home_cadre, home):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    client.post(address(batch, "cancel"))
    confirm(client, batch)
    assert (batch.state, Visit.objects.count()) == ("cancelled", 0)


def test_an_import_is_undone_from_its_page(client, checked, home_cadre, home):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    confirm(client, batch)
    client.post(address(batch, "undo"))
    batch.refresh_from_db()
    assert (batch.undone_at is None, Visit.objects.count()) == (False, 0)
    assert address(batch, "undo") not in client.get(batch.get_absolute_url()).content.decode()


def test_rows_of_other_homes_are_refused(checked, home_cadre, next_home):
    batch = checked(home_cadre, [next_home.code, "2020-12-31", 9])
    assert [error["code"] for error in batch.problems] == ["out_of_scope"]


def test_an_import_is_its_cadres_only(client, checked, home_cadre, city, home):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    client.force_login(city)
    assert "十二月.xlsx" not in client.get(LIST).content.decode()
    assert client.get(batch.get_absolute_url()).status_code == 404
    for view in ("confirm", "cancel", "undo"):
        assert client.post(address(batch, view)).status_code == 404
    for view in ("progress", "original", "returned"):
        assert client.get(address(batch, view)).status_code == 404


def test_a_kind_that_is_not_the_cadres_is_refused(client, upload, home_cadre):
    answer = upload(home_cadre, kind="homes")
    assert list(answer.context["form"].errors) == ["kind"]
    assert client.get("/admin/common/importbatch/template/homes/").status_code == 403


def test_a_file_too_large_is_refused(upload, home_cadre, monkeypatch):
    monkeypatch.setattr(import_forms, "LARGEST_MB", 0)
    assert list(upload(home_cadre).context["form"].errors) == ["file"]


def test_templates_can_be_downloaded(client, city):
    client.force_login(city)
    answer = client.get("/admin/common/importbatch/template/homes/")
    assert load_workbook(BytesIO(answer.content)).worksheets[0]["A1"].value == "编号"


@pytest.mark.parametrize("view", ["confirm", "cancel", "undo"])
def test_nothing_is_done_by_get(client, checked, home_cadre, home, view):
    batch = checked(home_cadre, [home.code, "2020-12-31", 9])
    assert client.get(address(batch, view)).status_code == 405


def test_workers_and_strangers_stay_outside(client, worker):
    assert client.get(ADD).status_code == 302
    client.force_login(worker)
    assert client.get(ADD).status_code == 302
