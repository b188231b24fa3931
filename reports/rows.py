"""The rows behind each figure of the dashboard, so that any number can be checked.

Every kind of rows sums to the figure that leads to it. Rows name homes and unions, never
persons; a confidential space shows as occupied only.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import SHANGHAI
from homes.models import Designation, Home
from reports import figures, standing
from reports.definitions import name_of
from reports.document import Cell, Column, Kind, Value
from reports.models import Standard
from reports.period import Period
from reports.reach import When, demand_of, is_covered, proven_homes
from staffing.enums import FILLING
from unions.models import Union, Workplace


@dataclass(frozen=True)
class Question:
    """What the dashboard was asked; `filters` are equality filters from the address."""

    union: Union
    period: Period
    standard: Standard
    filters: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """One kind of rows: `find` them, tell each in `cells`, and sum them in `totals`."""

    title: Any
    columns: Callable[[], list[Column]]
    find: Callable[[Question], QuerySet]
    cells: Callable[[Any], list[Value | Cell]]
    totals: dict[int, Any] = field(default_factory=dict)  # column → aggregate
    filters: tuple[str, ...] = ()

    def queryset(self, question: Question) -> QuerySet:
        rows = self.find(question)
        wanted = {k: v for k, v in question.filters.items() if k in self.filters}
        return rows.filter(**wanted)

    def total(self, rows: QuerySet) -> list[Value]:
        """The last line: the sums, beside a word that says so."""
        sums = rows.order_by().aggregate(**{f"sum_{k}": v for k, v in self.totals.items()})
        line: list[Value] = [None] * len(self.columns())
        line[0] = _("Total")
        for place in self.totals:
            line[place] = sums[f"sum_{place}"] or 0
        return line


def _text(*titles) -> list[Column]:
    return [Column(str(title), Kind.TEXT) for title in titles]


def _code(*titles) -> list[Column]:
    return [Column(str(title), Kind.CODE) for title in titles]


def _count(*titles) -> list[Column]:
    return [Column(str(title), Kind.COUNT) for title in titles]


def _time(moment) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _workplaces(question: Question) -> QuerySet[Workplace]:
    demand = demand_of(question.union)
    rows = Workplace.objects.select_related("division").order_by("division", "code")
    covered = question.filters.get("covered")
    if covered not in {"0", "1"}:
        return rows.filter(pk__in=demand.ids)
    when = When(question.period.ends_on, verified="verified" in question.filters)
    inside = is_covered(demand, question.standard, when).tolist()
    wanted = [pk for pk, near in zip(demand.ids, inside, strict=True) if near == (covered == "1")]
    return rows.filter(pk__in=wanted)


def _homes(question: Question) -> QuerySet:
    rows = figures.homes_on(question.union, question.period.ends_on)
    if "verified" in question.filters:
        when = When(question.period.ends_on)
        rows = rows.filter(pk__in=proven_homes(question.standard, when))
    return rows.select_related("union", "division").order_by("code")


def _counties(question: Question) -> QuerySet:
    rows = standing.counties(question.union, question.period.ends_on)
    rows = standing.lacking(rows, question.filters.get("lacking", ""))
    return rows.select_related("reporting_parent").order_by("code")


def _industries(question: Question) -> QuerySet[Union]:
    rows = standing.industries(question.union, question.period.ends_on)
    return standing.lacking(rows, question.filters.get("lacking", "")).order_by("code")


def _dashboard_of(name: str, code: str) -> Cell:
    return Cell(name, Kind.TEXT, reverse("reports:dashboard", args=[code]))


def _designations(question: Question) -> QuerySet[Designation]:
    """One row a home, however often it was designated."""
    rows = figures.designations_on(question.union, question.period.ends_on)
    return rows.select_related("home").order_by("home__code", "year").distinct("home__code")


def _use(question: Question) -> QuerySet[Home]:
    """Homes that anybody used in the period, the busiest first."""
    union, period = question.union, question.period
    visits = figures.visits_in(union, period).filter(home=OuterRef("pk"))
    sessions = figures.sessions_in(union, period).filter(activity__home=OuterRef("pk"))
    homes = Home.objects.within(union).annotate(
        visitors=_summed(visits, "home"), attendants=_summed(sessions, "activity__home")
    )
    used = homes.filter(Q(visitors__gt=0) | Q(attendants__gt=0))
    return used.order_by(-(F("visitors") + F("attendants")), "code")


def _summed(rows: QuerySet, home: str) -> Coalesce:
    """Person-times of the rows of the outer home."""
    sums = rows.order_by().values(home).annotate(total=Sum("person_times")).values("total")
    return Coalesce(Subquery(sums), 0)


def _visits(question: Question) -> QuerySet:
    rows = figures.visits_in(question.union, question.period)
    return rows.select_related("home").order_by("-on", "home__code")


def _sessions(question: Question) -> QuerySet:
    rows = figures.sessions_in(question.union, question.period)
    return rows.select_related("activity__home").order_by("-on", "pk")


def _bookings(question: Question) -> QuerySet:
    rows = figures.bookings_in(question.union, question.period)
    return rows.select_related("home", "space__facility").order_by("-starts_at", "-pk")


def _recorded(question: Question) -> QuerySet:
    rows = figures.recorded_in(question.union, question.period)
    return rows.select_related("home", "space__facility").order_by("-starts_at", "-pk")


def _entries(question: Question) -> QuerySet:
    rows = figures.entries_in(question.union, question.period)
    return rows.select_related("home", "payee", "payer").order_by("-on", "-pk")


def _shifts(question: Question) -> QuerySet:
    rows = figures.shifts_in(question.union, question.period)
    filled = Count("assignments", filter=Q(assignments__state__in=FILLING))
    return rows.select_related("home").annotate(filled=filled).order_by("-starts_at", "pk")


def _space_name(space) -> str:
    return _("occupied") if space.facility.confidential else space.label


def _of_bookings(title: Any, find: Callable[[Question], QuerySet]) -> Rows:
    return Rows(
        title=title,
        columns=lambda: [*_code(_("Time")), *_text(_("Home"), _("Space"), _("State"))],
        find=find,
        cells=lambda b: [
            _time(b.starts_at),
            b.home.label,
            _space_name(b.space),
            b.get_state_display(),
        ],
        filters=("state",),
    )


ROWS: dict[str, Rows] = {
    "workplaces": Rows(
        title=gettext_lazy("Workplaces"),
        columns=lambda: [
            *_text(_("Workplace"), _("County or district")),
            *_count(_("workers")),
        ],
        find=_workplaces,
        cells=lambda w: [w.name, w.division.label, w.headcount],
        totals={2: Sum("headcount")},
    ),
    "homes": Rows(
        title=gettext_lazy("Homes in operation"),
        columns=lambda: [
            *_code(_("Code")),
            *_text(_("Home"), _("Scene"), _("Mechanism"), _("Union")),
        ],
        find=_homes,
        cells=lambda h: [
            h.code,
            h.label,
            h.get_scene_display(),
            h.get_mechanism_display(),
            h.union.name,
        ],
        filters=("scene", "mechanism"),
    ),
    "counties": Rows(
        title=gettext_lazy("Counties and their homes"),
        columns=lambda: [
            *_code(_("Code")),
            *_text(_("County or district"), _("City")),
            *_count(name_of("homes"), _("typical homes")),
        ],
        find=_counties,
        cells=lambda d: [
            d.code,
            _dashboard_of(d.label, d.union_code) if d.union_code else d.label,
            d.reporting_parent.label if d.reporting_parent else "",
            d.homes_then,
            d.typical_then,
        ],
    ),
    "industries": Rows(
        title=gettext_lazy("Industry unions and their homes"),
        columns=lambda: [
            *_code(_("Code")),
            *_text(_("Union")),
            *_count(name_of("homes"), _("typical homes")),
        ],
        find=_industries,
        cells=lambda u: [u.code, _dashboard_of(u.name, u.code), u.homes_then, u.typical_then],
    ),
    "designations": Rows(
        title=gettext_lazy("Provincial designations"),
        columns=lambda: [*_code(_("Code")), *_text(_("Home"), _("Year"))],
        find=_designations,
        cells=lambda d: [d.home.code, d.home.label, str(d.year)],
    ),
    "use": Rows(
        title=gettext_lazy("Person-times by home"),
        columns=lambda: [
            *_code(_("Code")),
            *_text(_("Home")),
            *_count(name_of("visits"), name_of("attendance"), name_of("person_times")),
        ],
        find=_use,
        cells=lambda h: [h.code, h.label, h.visitors, h.attendants, h.visitors + h.attendants],
        totals={
            2: Sum("visitors"),
            3: Sum("attendants"),
            4: Sum(F("visitors") + F("attendants")),
        },
    ),
    "visits": Rows(
        title=gettext_lazy("Visits by day"),
        columns=lambda: [
            *_code(_("Date")),
            *_text(_("Home"), _("Counted how")),
            *_count(_("person-times")),
        ],
        find=_visits,
        cells=lambda v: [v.on.isoformat(), v.home.label, v.get_method_display(), v.person_times],
        totals={3: Sum("person_times")},
        filters=("method",),
    ),
    "sessions": Rows(
        title=gettext_lazy("Sessions held"),
        columns=lambda: [
            *_code(_("Date")),
            *_text(_("Home"), _("Activity")),
            *_count(_("person-times")),
        ],
        find=_sessions,
        cells=lambda s: [
            s.on.isoformat(),
            s.activity.home.label,
            s.activity.label,
            s.person_times,
        ],
        totals={3: Sum("person_times")},
    ),
    "bookings": _of_bookings(gettext_lazy("Bookings"), _bookings),
    "recorded": _of_bookings(gettext_lazy("Bookings with a record of who came"), _recorded),
    "investments": Rows(
        title=gettext_lazy("Money invested"),
        columns=lambda: [
            *_code(_("Date"), _("Voucher")),
            *_text(_("Source"), _("Paid by"), _("Home")),
            Column(_("Amount (yuan)"), Kind.YUAN),
        ],
        find=lambda question: _entries(question).filter(home__isnull=False),
        cells=lambda e: [
            e.on.isoformat(),
            e.voucher,
            e.get_source_display(),
            e.payer_name,
            e.home.label,
            e.amount_fen,
        ],
        totals={5: Sum("amount_fen")},
        filters=("source",),
    ),
    "transfers": Rows(
        title=gettext_lazy("Transfers between unions"),
        columns=lambda: [
            *_code(_("Date"), _("Voucher")),
            *_text(_("Source"), _("Paid by"), _("Paid to")),
            Column(_("Amount (yuan)"), Kind.YUAN),
        ],
        find=lambda question: _entries(question).filter(
            payee__isnull=False, payer__path__startswith=question.union.path
        ),
        cells=lambda e: [
            e.on.isoformat(),
            e.voucher,
            e.get_source_display(),
            e.payer_name,
            e.payee.name,
            e.amount_fen,
        ],
        totals={5: Sum("amount_fen")},
        filters=("source",),
    ),
    "shifts": Rows(
        title=gettext_lazy("Shifts"),
        columns=lambda: [
            *_code(_("Time")),
            *_text(_("Home")),
            *_count(_("people needed"), _("people on duty")),
        ],
        find=_shifts,
        cells=lambda s: [_time(s.starts_at), s.home.label, s.needed, s.filled],
        totals={2: Sum(F("cadres") + F("social_workers") + F("volunteers")), 3: Sum("filled")},
    ),
}
