"""Changes to a home that have consequences."""

from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from common import audit, clock
from common.errors import Refusal
from homes.enums import IN_OPERATION, Admission, Scene, Status
from homes.followers import hours_changed
from homes.models import Home, LifeEvent
from unions.models import Person

WITHOUT_POINT = (Status.PLANNED, Status.BUILDING)


@transaction.atomic
def change_status(
    *, home: Home, status: str, on: date, by: Person | None, note: str = ""
) -> LifeEvent:
    """From the date `on` the home has `status`; a later date takes effect on its day.

    Raises Refusal where a home comes into use without a point, or changes twice on one date.
    """
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    check_status(home, status, on)
    event = LifeEvent.objects.create(home=home, status=status, on=on, note=note)
    if status in IN_OPERATION and home.opened_on is None:
        home.opened_on = on
    home.status = status_on(home, clock.today())
    home._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    home.save(update_fields=["status", "opened_on"])
    audit.record(action="change_status", target=home, actor=by, status=status, on=str(on))
    _serve_who_waits(home)
    return event


def check_status(home: Home, status: str, on: date) -> None:
    """Refuse a status that the home can't have from that date on."""
    if status not in WITHOUT_POINT and home.lat is None and home.scene != Scene.MOBILE:
        raise Refusal("no_point", _("A home in use needs its point on the map."))
    if LifeEvent.objects.filter(home=home, on=on).exists():
        raise Refusal(
            "status_date", _("The status already changes on this date. Choose another date.")
        )


def _serve_who_waits(home: Home) -> None:
    """After the commit: several homes may change in one transaction, and their trees come last."""
    if home.status in IN_OPERATION:
        transaction.on_commit(partial(hours_changed, [home.pk]), robust=True)


@transaction.atomic
def set_admission(*, home: Home, admission: str, note: str, by: Person | None) -> Home:
    """Say who may enter, in public. Raises Refusal `no_host`."""
    home = Home.objects.select_for_update(no_key=True).get(pk=home.pk)
    check_admission(home, admission)
    home.admission, home.admission_note = admission, note
    home._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    home.save(update_fields=["admission", "admission_note"])
    audit.record(action="set_admission", target=home, actor=by, admission=admission, note=note)
    return home


def check_admission(home: Home, admission: str) -> None:
    """Refuse to keep a home for the workers of a host that nobody has named."""
    if admission == Admission.HOST and not home.host_name:
        raise Refusal("no_host", _("Name the host unit of this home first."))


def status_on(home: Home, day: date) -> str:
    """The status by the last event up to `day`; as it is where there is none."""
    last = LifeEvent.objects.filter(home=home, on__lte=day).order_by("on", "pk").last()
    return last.status if last else home.status


def catch_up_statuses() -> int:
    """Give homes the status that their history names for today; returns how many changed."""
    last = LifeEvent.objects.filter(home=OuterRef("pk"), on__lte=clock.today())
    due = Home.objects.annotate(due=Subquery(last.order_by("-on", "-pk").values("status")[:1]))
    changed = 0
    for home in due.filter(due__isnull=False).exclude(due=F("status")):
        changed += _catch_up(home.pk)
    return changed


@transaction.atomic
def _catch_up(pk: int) -> bool:
    home = Home.objects.select_for_update(no_key=True).get(pk=pk)
    status = status_on(home, clock.today())
    if status == home.status:
        return False
    home.status = status
    home.save(update_fields=["status"])
    audit.record(action="change_status", target=home, status=status)
    _serve_who_waits(home)
    return True
