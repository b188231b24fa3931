"""Who gets which uploaded file. The files are real, in the tests' own media folder."""

import pytest
from django.core.files.base import ContentFile

from homes.enums import Status
from tests.factories.homes import (
    AgreementFactory,
    DoorCheckFactory,
    HomeFactory,
    PhotoFactory,
    TicketFactory,
)
from tests.factories.unions import AppointmentFactory

pytestmark = pytest.mark.django_db
ROLES = ["worker", "home_cadre", "county", "city", "next_city", "next_home_cadre", "viewer"]
CADRES = {"home_cadre", "county", "city", "viewer"}


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def status(client, url: str) -> int:
    """What the address answers; a file that is served is the one that was stored."""
    answer = client.get(url)
    if answer.status_code == 200:
        assert b"".join(answer.streaming_content) == b"content"  # and closes the file
    return answer.status_code


def who_gets(file, request, client) -> set[str]:
    """The people who are answered with the file itself."""
    got = set()
    for role in ROLES:
        client.force_login(request.getfixturevalue(role))
        if status(client, file.url) == 200:
            got.add(role)
    client.logout()
    if status(client, file.url) == 200:
        got.add("visitor")
    return got


def content(name: str) -> ContentFile:
    return ContentFile(b"content", name)


def test_photo_of_a_public_home_is_for_everybody(request, client, home):
    photo = PhotoFactory(home=home, image=content("door.jpg"))
    assert who_gets(photo.image, request, client) == {*ROLES, "visitor"}


def test_photo_of_a_planned_home_is_for_its_cadres(client, tree, worker):
    planned = HomeFactory(union=tree["350581"], status=Status.PLANNED)
    photo = PhotoFactory(home=planned, image=content("plan.jpg"))
    cadre = AppointmentFactory(union=tree["350581"]).person
    found = []
    for person in (worker, cadre):
        client.force_login(person)
        found.append(status(client, photo.image.url))
    assert found == [404, 200]


def test_agreement_is_for_cadres_and_is_downloaded(request, client, home, county):
    agreement = AgreementFactory(home=home, file=content("signed.html"))
    assert who_gets(agreement.file, request, client) == CADRES
    client.force_login(county)
    answer = client.get(agreement.file.url)
    assert b"".join(answer.streaming_content) == b"content"
    assert answer["Content-Disposition"].startswith("attachment")


def test_proof_of_an_open_door_is_for_cadres(request, client, home):
    check = DoorCheckFactory(home=home, photo=content("me.jpg"))
    assert who_gets(check.photo, request, client) == CADRES


def test_photo_of_a_ticket_is_for_cadres(request, client, home):
    ticket = TicketFactory(home=home, photo=content("locked.jpg"))
    assert who_gets(ticket.photo, request, client) == CADRES


@pytest.mark.parametrize(
    "path", ["secret-key", "../secret-key", "homes/../../secret-key", "doors/2026/none.jpg", ""]
)
def test_nothing_else_is_served(path, client, superuser):
    client.force_login(superuser)
    assert status(client, f"/media/{path}") == 404


def test_a_file_that_is_gone_is_404(client, home, county):
    photo = PhotoFactory(home=home, image="homes/2024/gone.jpg")
    assert status(client, photo.image.url) == 404


def test_post_is_refused(client, home):
    photo = PhotoFactory(home=home, image=content("door.jpg"))
    assert client.post(photo.image.url).status_code == 405
