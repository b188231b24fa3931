"""Every address, by whom it may be opened: a row for each URL of the resolver, or it fails.

The rows stand in tests/permission_table.py. A GET never writes; an address that takes POST only
answers GET with 405.
"""

import logging
import re
from fnmatch import fnmatchcase
from itertools import product

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.permission_table import GET, POST
from tests.world import ROLES, World, make_world

pytestmark = pytest.mark.usefixtures("quiet")
READS = re.compile(r"\s*(SELECT|WITH|SAVEPOINT|RELEASE|ROLLBACK TO|SET LOCAL)\b", re.IGNORECASE)
# The worker's life decides it, and the suite may or may not run one just now.
NOT_IN_THE_TABLE = {"readyz"}
OBJECTS = {
    "admin/bookings/ruleset/of-union/": "unions.union",
    "admin/bookings/ruleset/of-home/": "homes.home",
    "admin/bookings/ruleset/of-space/": "homes.space",
    "admin/bookings/ruleset/why/": "homes.space",
    "spaces/": "homes.space",
    "bookings/series/": "bookings.series",
    "bookings/": "bookings.reservation",
    "me/conduct/": "bookings.strike",
    "waitlist/": "bookings.waitlistentry",
    "series/": "bookings.series",
    "me/calendar/": "bookings.calendarfeed",
    "activities/": "services.session",
    "sign-ups/": "services.signup",
    "duty/shifts/": "staffing.shift",
    "duty/": "staffing.assignment",
    "messages/": "messaging.notice",
    "me/messages/": "messaging.notice",
    "dashboard/reports/": "reports.report",  # one that waits for a worker
}


class GetWrites(AssertionError):
    """A GET changed the database."""


def variants(pattern: str) -> list[str]:
    """ "a_{b,c}" as ["a_b", "a_c"]."""
    parts = re.split(r"\{([^}]*)\}", pattern)
    choices = [part.split(",") if odd % 2 else [part] for odd, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*choices)]


def rows(table: str, method: str) -> list[tuple[str, str, str]]:
    """(pattern of a name, method, statuses) of each line."""
    found = []
    for line in filter(None, table.splitlines()):
        statuses, _gap, names = line.partition("  ")
        assert len(statuses.split()) == len(ROLES), line
        found += [(one, method, statuses) for name in names.split() for one in variants(name)]
    return found


ROWS = rows(GET, "get") + rows(POST, "post")


def addresses(resolver=None, route: str = "", namespace: str = "") -> dict[str, str]:
    """The route of every URL by name; the admin's nameless ones get a name here."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= addresses(entry, path, inner)
        else:
            found[namespace + (entry.name or nameless(path))] = path
    return found


def nameless(route: str) -> str:
    """Django's redirect from an object's bare address, and the admin's last resort."""
    model = re.fullmatch(r"admin/(\w+)/(\w+)/<path:object_id>/", route)
    return f"{model[1]}_{model[2]}_object" if model else "nowhere"


ADDRESSES = addresses()


def row_for(name: str) -> tuple[str, str]:
    [(method, statuses)] = [row[1:] for row in ROWS if fnmatchcase(name, row[0])]
    return method, statuses


def test_every_address_has_one_row():
    wrong = {
        name: [row[0] for row in ROWS if fnmatchcase(name, row[0])]
        for name in ADDRESSES
        if name not in NOT_IN_THE_TABLE
    }
    assert {name: found for name, found in wrong.items() if len(found) != 1} == {}


def test_every_row_has_an_address():
    unused = [row[0] for row in ROWS if not any(fnmatchcase(name, row[0]) for name in ADDRESSES)]
    assert unused == []


def filled(route: str, world: World) -> str:
    """The address of the world's own object."""
    home = world.home
    if model := re.match(r"admin/(\w+)/(\w+)/", route):
        row = world.rows.get(f"{model[1]}.{model[2]}")
        key = str(row.pk) if row else "0"
        route = route.replace("^([^/]+)/history/([^/]+)/$", f"{key}/history/{last(home)}/")
        route = route.replace("<path:object_id>", key)
    route = route.replace("<int:pk>/files", f"{world.rows['reports.reportfile'].report_id}/files")
    for start, label in OBJECTS.items():
        if route.removeprefix("api/v1/").startswith(f"{start}<int:pk>"):
            route = route.replace("<int:pk>", str(world.rows[label].pk))
    known = {
        "homes/<str:code>": f"homes/{home.code}",
        "unions/<str:code>": f"unions/{home.union.code}",
        "homes/home/bulk/<slug:change>": "homes/home/bulk/status",
        "homes/space/bulk/<slug:change>": "homes/space/bulk/condition",
        "<slug:kind>": "homes",
        "<slug:format>": "json",
        "<uuid:token>": str(home.door_token),
        "<str:number>": world.rows["homes.ticket"].number,
        "<str:kind>": "homes",
        "<path:path>": world.rows["homes.agreement"].file.name,
        "<str:token>": "none",
        "<path:content_type_id>": "0",
        "<path:object_id>": "0",
    }
    for part, value in known.items():
        route = route.replace(part, value)
    route = re.sub(r"\^\(\?P<app_label>[^)]*\)/\$", "homes/", route)
    return "/" + route.replace("(?P<url>.*)$", "nowhere")


def last(home) -> int:
    return home.history.latest().pk


@pytest.fixture
def quiet():
    """Two thousand refusals would fill the log."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture
def sessions(world) -> dict[str, str | None]:
    """The session key of each role."""
    keys: dict[str, str | None] = {"anonymous": None}
    for role, person in world.people.items():
        client = Client(REMOTE_ADDR="10.255.0.1")
        client.force_login(person)
        keys[role] = client.cookies["sessionid"].value
    return keys


def status(path: str, method: str, session: str | None) -> str:
    """What the address answers; whatever the request changes is taken back."""
    client = Client(raise_request_exception=False, REMOTE_ADDR="10.255.0.1")
    if session:
        client.cookies["sessionid"] = session
    body = {"data": {}, "content_type": "application/json"} if "/api/" in path else {}
    with transaction.atomic():
        answer = getattr(client, method)(path, **(body if method == "post" else {}))
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return str(answer.status_code)


def only_reads(execute, sql, params, many, context):
    """Let a query through unless it writes; sessions are Django's own business."""
    if not READS.match(sql) and '"django_session"' not in sql:
        raise GetWrites(sql)
    return execute(sql, params, many, context)


def statuses_of(name: str, world: World, sessions: dict) -> list[str]:
    """What each role gets; an address of the POST table must refuse GET besides."""
    method, _expected = row_for(name)
    path = filled(ADDRESSES[name], world)
    if method == "post":
        assert status(path, "get", sessions["superuser"]) == "405", name
        return [status(path, "post", sessions[role]) for role in ROLES]
    with connection.execute_wrapper(only_reads):
        return [status(path, "get", sessions[role]) for role in ROLES]


def group(name: str) -> str:
    """The admin's addresses by app, all others together."""
    return name.partition("_")[0] if name.startswith("admin:") else "pages"


GROUPS = sorted({group(name) for name in ADDRESSES})


@pytest.mark.parametrize("chosen", GROUPS)
def test_who_may_open(chosen, world, sessions):
    names = [n for n in ADDRESSES if group(n) == chosen and n not in NOT_IN_THE_TABLE]
    found = {name: " ".join(statuses_of(name, world, sessions)) for name in names}
    expected = {name: row_for(name)[1] for name in names}
    differing = {name for name in names if found[name] != expected[name]}
    assert {n: found[n] for n in differing} == {n: expected[n] for n in differing}


def test_ready_answers_everybody(world, sessions):
    assert {status("/readyz", "get", key) for key in sessions.values()} <= {"200", "503"}


def test_the_guard_against_writing_works(world):
    with connection.execute_wrapper(only_reads), pytest.raises(GetWrites):
        world.home.save()
