"""The door: proofs that it is open, visits counted at it, surprise checks."""

import hashlib
import random
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.datum import Point
from common.errors import Refusal
from homes.enums import CountMethod, Proof, Scene
from homes.finding import distance_m, next_stops
from homes.hours import is_open, open_between
from homes.models import DoorCall, DoorCheck, DoorPolicy, Home, Ticket, VisitMark
from homes.proof import open_days_since
from unions.models import Person

# How far back open days are counted: longer than any sensible policy.
LOOK_BACK = timedelta(days=60)
MARKS_KEPT_DAYS = 7
# Tickets that say that somebody could not get in, and how long before and after they tell of it.
SHUT_DOORS = ("locked", "no_entry", "wrong_hours")
BEFORE, AFTER = timedelta(minutes=30), timedelta(hours=2)
MINUTE = timedelta(minutes=1)


@transaction.atomic
def check_door(
    *,
    home: Home,
    by: Person,
    lat: float | None,
    lon: float | None,
    photo: UploadedFile | None = None,
) -> DoorCheck:
    """Staff prove that the door is open: here, now. Server time counts, not the phone's.

    Raises Refusal `no_place` without a position and `too_far_from_door` outside the tolerance.
    """
    if lat is None or lon is None:
        raise Refusal("no_place", _("Allow the browser to use your position, then try again."))
    now, policy = clock.now(), DoorPolicy.current()
    stop = next_stops([home], now).get(home.pk) if home.scene == Scene.MOBILE else None
    at = stop or home
    away = 0.0
    if at.lat is not None and at.lon is not None:
        away = distance_m(Point(lat, lon), Point(at.lat, at.lon))
    if away > policy.place_tolerance_m:
        raise Refusal(
            "too_far_from_door",
            _("You are %(metres)s m from the home. Check the door at the door.")
            % {"metres": round(away)},
        )
    check = DoorCheck.objects.create(
        home=home, at=now, person=by, proof=Proof.STAFF, lat=lat, lon=lon, photo=photo or ""
    )
    DoorCall.objects.filter(home=home, answered_at__isnull=True, expired=False).update(
        answered_at=now
    )
    proved(home, now)
    audit.record(action="check_door", target=home, actor=by, metres=round(away))
    return check


def proved(home: Home, at: datetime) -> None:
    """The door was seen open at `at`: the home is verified from then on."""
    Home.objects.filter(pk=home.pk).update(last_proof_at=at, unverified=False)


def device_mark(device: str, home: Home, now: datetime) -> str:
    """A hash that is the same for one device at one home within a half-day, and then no more."""
    half = "am" if now.hour < 12 else "pm"
    return hashlib.sha256(f"{device}|{home.pk}|{now.date()}|{half}".encode()).hexdigest()


COUNT_VISIT = """
INSERT INTO homes_visit (home_id, "on", person_times, method) VALUES (%s, %s, 1, %s)
ON CONFLICT (home_id, "on", method) DO UPDATE
SET person_times = homes_visit.person_times + 1
"""
COUNT_GROUP = """
INSERT INTO homes_visitbygroup (home_id, "on", worker_group, person_times)
VALUES (%s, %s, %s, 1)
ON CONFLICT (home_id, "on", worker_group) DO UPDATE
SET person_times = homes_visitbygroup.person_times + 1
"""


@transaction.atomic
def count_visit(*, home: Home, device: str, worker_group: str = "") -> bool:
    """Count one visit by scan; False where this device was counted this half-day already.

    The unique mark decides, so that two scans at the same moment count once.
    """
    now = clock.now()
    if not is_open(home, now, now + MINUTE):
        raise Refusal("closed", _("The home is closed now, so the visit is not counted."))
    mark = VisitMark(home=home, on=now.date(), mark=device_mark(device, home, now))
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO homes_visitmark (home_id, "on", mark) VALUES (%s, %s, %s) '
            "ON CONFLICT DO NOTHING",
            [home.pk, mark.on, mark.mark],
        )
        if not cursor.rowcount:
            return False
        cursor.execute(COUNT_VISIT, [home.pk, mark.on, CountMethod.SCANNED])
        if worker_group:
            cursor.execute(COUNT_GROUP, [home.pk, mark.on, worker_group])
    proved(home, now)
    return True


def forget_marks() -> int:
    """Delete device marks older than a week; the counts stay."""
    before = clock.today() - timedelta(days=MARKS_KEPT_DAYS)
    return VisitMark.objects.filter(on__lt=before).delete()[0]


@transaction.atomic
def reissue_token(*, home: Home, by: Person) -> Home:
    """A new address for the door's QR; the old plaque leads nowhere from now on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE homes_home SET door_token = gen_random_uuid() WHERE id = %s", [home.pk]
        )
    home.refresh_from_db(fields=["door_token"])
    audit.record(action="reissue_token", target=home, actor=by)
    return home


def refresh_verification() -> int:
    """Mark homes without proof in the policy's number of open days; returns how many changed."""
    now, policy = clock.now(), DoorPolicy.current()
    homes = list(Home.objects.in_operation())
    opened = open_between(homes, now - LOOK_BACK, now)
    changed = []
    for home in homes:
        days = open_days_since(opened[home.pk], home.last_proof_at)
        unverified = days >= policy.open_days_without_proof
        if unverified != home.unverified:
            home.unverified = unverified
            changed.append(home)
    for home in changed:
        # Guarded by the proof that was looked at: a door checked in between stays verified.
        Home.objects.filter(pk=home.pk, last_proof_at=home.last_proof_at).update(
            unverified=home.unverified
        )
    return len(changed)


def call_doors(*, minutes: int, rng: random.Random) -> int:
    """Ask some homes that are open now for proof; returns how many were asked.

    Run every `minutes`. Each open home is drawn with the chance that gives the policy's number
    of surprise checks over a month of its own opening time.
    """
    now, policy = clock.now(), DoorPolicy.current()
    expire_calls()
    homes = list(Home.objects.in_operation().exclude(door_calls__in=waiting_calls()))
    month = open_between(homes, now - timedelta(days=30), now + MINUTE)
    due = now + timedelta(minutes=policy.call_minutes)
    drawn = []
    for home in homes:
        if not any(start <= now < end for start, end in month[home.pk]):
            continue
        spent = sum((end - start).total_seconds() for start, end in month[home.pk]) / 60
        if rng.random() < policy.calls_a_month * minutes / max(spent, minutes):
            drawn.append(DoorCall(home=home, asked_at=now, due_at=due))
    DoorCall.objects.bulk_create(drawn, ignore_conflicts=True)
    return len(drawn)


def is_doubted(home: Home, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether something says that the door may have been shut between two moments.

    Nobody proved it lately, somebody told of a shut door then, or a surprise check of that time
    was not answered. In doubt nobody is blamed for not having come.
    """
    told = Ticket.objects.filter(
        home=home, kind__in=SHUT_DOORS, created_at__range=(starts_at - BEFORE, ends_at + AFTER)
    )
    unanswered = DoorCall.objects.filter(
        home=home, expired=True, asked_at__lt=ends_at, due_at__gt=starts_at
    )
    return home.unverified or told.exists() or unanswered.exists()


def waiting_calls():
    """Surprise checks that are not answered and not over."""
    return DoorCall.objects.filter(answered_at__isnull=True, expired=False)


def expire_calls() -> int:
    """Close surprise checks that nobody answered in time; they stay on record."""
    return waiting_calls().filter(due_at__lte=clock.now()).update(expired=True)
