"""A closure and what it hits, in words: for pages, paper and files."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bookings.engagements import handler_of
from bookings.enums import ClosureKind, Decision
from bookings.models import Closure, ClosureHit
from bookings.who import name_of, phone_of, who_text
from common.admin_fields import day_text, span_text
from homes.scope import home_scope
from unions.enums import Power

PEOPLE_HEADERS = [
    _("home"), _("when"), _("space"), _("person"), _("mobile number"), _("what was done")
]  # fmt: skip


def when_text(closure: Closure) -> str:
    """The windows in words, and the space where it is about one."""
    where = f"{closure.space.home} · {closure.space} · " if closure.space else ""
    if closure.kind == ClosureKind.OUTSIDE:
        return ""
    spans = closure.intervals
    if not spans:
        return where + gettext("until further notice")
    first, last = spans[0][0], spans[-1][1]
    if len(spans) > 1:
        daily = gettext("daily %(from)s–%(to)s")
        start, end = spans[0]
        times = daily % {"from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}
        return f"{where}{days_text(first, last)} {times}"
    return where + stretch_text(first, last)


def stretch_text(first: datetime, last: datetime) -> str:
    """One stretch of time; whole days are named by the last of them, not by the midnight after."""
    if first.time() == last.time() == time(0):
        return f"{days_text(first, last - timedelta(days=1))} " + gettext("all day")
    if first.date() == last.date():
        return span_text(first, last)
    return f"{day_text(first)} {first:%H:%M} – {day_text(last)} {last:%H:%M}"


def days_text(first: datetime, last: datetime) -> str:
    return " – ".join(dict.fromkeys([day_text(first), day_text(last)]))


def hit_line(hit: ClosureHit, known: bool) -> dict:
    """A hit as a page shows it; who uses a confidential room is for those who manage it."""
    row = hit.reservation
    secret = hit.space is not None and hit.space.facility.confidential and not known
    if row is None:
        name = handler_of(hit.thing).name
        who = gettext("%(count)s signed up") % {"count": hit.people}
        what = f"{name}: {hit.title}"
    else:
        person = who_text(row, hidden=False) if name_of(row) or phone_of(row) else ""
        what = str(hit.space)
        who = " ".join(filter(None, [person, row.purpose]))
    return {
        "hit": hit,
        "when": span_text(hit.starts_at, hit.ends_at),
        "what": what,
        "who": gettext("occupied") if secret else who,
        "goal": goal_text(hit),
        "choices": choices_of(hit) if hit.part_id else [],
        "result": result_text(hit),
    }


def goal_text(hit: ClosureHit) -> str:
    """Where it could go: the time where it is another, the space, the home where it is another."""
    if hit.to_space is None or hit.to_starts_at is None or hit.to_ends_at is None:
        return ""
    time = "" if hit.to_starts_at == hit.starts_at else span_text(hit.to_starts_at, hit.to_ends_at)
    elsewhere = hit.space is not None and hit.to_space.home_id != hit.space.home_id
    home = str(hit.to_space.home) if elsewhere else ""
    space = "" if hit.to_space_id == hit.space_id else str(hit.to_space)
    return " ".join(filter(None, [time, home, space]))


def choices_of(hit: ClosureHit) -> list[tuple[str, str]]:
    """What may become of it."""
    goal = goal_text(hit)
    move = gettext("move to %(goal)s") % {"goal": goal}
    choices = [(Decision.MOVE.value, move)] if goal else []
    word = gettext("cancel it") if hit.reservation_id else gettext("call it off")
    choices.append((Decision.CANCEL.value, word))
    if hit.part.closure.may_keep:
        choices.append((Decision.KEEP.value, gettext("leave it as it is")))
    return choices


def result_text(hit: ClosureHit) -> str:
    """What was done, or nothing yet."""
    if not hit.result:
        return ""
    if hit.result == Decision.MOVE:
        return gettext("moved to %(goal)s") % {"goal": goal_text(hit)}
    return gettext("cancelled") if hit.result == Decision.CANCEL else gettext("left as it is")


def people_rows(closure: Closure, user) -> list[list[str]]:
    """Home, time, space, person, full number, what was done: for those who must be phoned."""
    manages = home_scope(user, "part__home", Power.MANAGE)
    hits = ClosureHit.objects.filter(part__closure=closure).exclude(result="")
    hits = hits.select_related(
        "part__home", "reservation__person", "space__facility", "to_space__home"
    ).order_by("part__home__code", "starts_at", "pk")
    known = set(hits.filter(manages).values_list("pk", flat=True))
    return [
        [
            str(hit.part.home),
            span_text(hit.starts_at, hit.ends_at),
            str(hit.space or hit.title),
            *whom(hit, hit.pk in known),
            result_text(hit),
        ]
        for hit in hits
    ]


def whom(hit: ClosureHit, known: bool) -> tuple[str, str]:
    """Name and full number; of many without an account this call is all they hear."""
    row = hit.reservation
    if hit.space is not None and hit.space.facility.confidential and not known:
        return gettext("occupied"), ""
    if row is None:
        signed_up = gettext("%(count)s signed up") % {"count": hit.people}
        return f"{hit.title} · {signed_up}", ""
    return name_of(row) or row.purpose or hit.title, phone_of(row)
