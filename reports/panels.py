"""The dashboard of a union: figures with their definitions, charts, and the way to their rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.enums import State
from funding.enums import MoneySource
from homes.enums import Mechanism, Scene
from reports import figures, standing
from reports.consolidation import leverage
from reports.definitions import name_of, radius_text, texts_of, typical_text
from reports.document import Cell, Column, Kind, Table, Value, shown
from reports.documents import figure_cell, unit_of
from reports.page_tables import Chart
from reports.period import Period
from reports.reach import CountyReach, When, demand_of, proven_homes, reach_of, share
from reports.rows import Question
from unions.enums import UnionLevel
from unions.models import Union

ByMonth = dict[date, int]
# Bookings told apart in the chart; the states of each.
OUTCOMES = {
    gettext_lazy("took place"): (State.CHECKED_IN, State.COMPLETED),
    gettext_lazy("to come"): (State.REQUESTED, State.CONFIRMED),
    gettext_lazy("no-show"): (State.NO_SHOW,),
    gettext_lazy("cancelled or refused"): (State.CANCELLED, State.REFUSED, State.EXPIRED),
}


@dataclass(frozen=True)
class Figure:
    """A number with its name, unit, definition and the address of its rows."""

    name: str
    text: str
    unit: str
    definition: str
    url: str = ""


@dataclass(frozen=True)
class Panel:
    key: str
    title: Any
    figures: Sequence[Figure]
    charts: Sequence[Chart] = ()


@dataclass
class Builder:
    """Makes figures and links for one question."""

    question: Question
    base: dict[str, str] = field(default_factory=dict)

    def url(self, rows: str, **filters) -> str:
        """The page of those rows, with the same union, period and standard."""
        address = reverse("reports:rows", args=[self.question.union.code, rows])
        return f"{address}?{urlencode({**self.base, **filters})}"

    def figure(self, key: str, value: Value, rows: str = "", **filters) -> Figure:
        """The named figure; `rows` is the kind of rows behind it."""
        return Figure(
            name=name_of(key),
            text=shown(figure_cell(key, value)),
            unit=unit_of(key),
            definition=texts_of([key])[key],
            url=self.url(rows, **filters) if rows else "",
        )


def panels(question: Question, base: dict[str, str]) -> list[Panel]:
    """All panels; `base` is what the links of the page carry on."""
    builder = Builder(question, base)
    makers: list[Callable[[Builder], Panel]] = [_coverage, _homes, _use, _money, _shifts]
    if question.union.level in (UnionLevel.PROVINCE, UnionLevel.CITY):
        makers.insert(2, _standing)
    return [make(builder) for make in makers]


def _coverage(b: Builder) -> Panel:
    question = b.question
    demand, when = demand_of(question.union), When(question.period.ends_on)
    answer = reach_of(demand, question.standard, when)
    proven = reach_of(demand, question.standard, When(when.on, verified=True))
    return Panel(
        key="coverage",
        title=gettext_lazy("Coverage"),
        figures=[
            b.figure("share", share(answer.covered, answer.workers), "workplaces", covered=1),
            b.figure("workers", answer.workers, "workplaces"),
            b.figure("covered", answer.covered, "workplaces", covered=1),
            b.figure("not_covered", answer.workers - answer.covered, "workplaces", covered=0),
            b.figure(
                "proven_share",
                share(proven.covered, proven.workers),
                "workplaces",
                covered=1,
                verified=1,
            ),
            _radius(question),
        ],
        charts=[_reach_chart(b, answer.by_county)],
    )


def _radius(question: Question) -> Figure:
    return Figure(
        name=_("radius"),
        text=f"{question.standard.radius_m:.1f}",
        unit="m",
        definition=radius_text(question.standard),
    )


def _reach_chart(b: Builder, counties: Sequence[CountyReach]) -> Chart:
    """Share covered in each union directly below; in the union's own divisions at the bottom."""
    below = _branches(b.question.union)
    sums: dict[str, list[int]] = {}
    for row in counties:
        name = below.get(row.division.code, row.division.label)
        total = sums.setdefault(name, [0, 0])
        total[0] += row.workers
        total[1] += row.covered
    columns = [
        Column(_("Where"), Kind.TEXT),
        Column(name_of("share"), Kind.SHARE),
    ]
    rows = [[name, share(near, all_)] for name, (all_, near) in sums.items() if all_]
    table = Table(_("Share of workers covered"), columns, rows)
    return Chart("reach", table, unit="%", lying=True)


def _branches(union: Union) -> dict[str, str]:
    """Division code → name of the division of the union directly below `union` that it is in."""
    rows = list(
        Union.objects.within(union)
        .filter(division__isnull=False, depth__gt=union.depth)
        .select_related("division")
    )
    heads = {row.path: row.division.label for row in rows if row.depth == union.depth + 1}
    cut = (union.depth + 1) * Union.steplen
    return {row.division_id: heads[row.path[:cut]] for row in rows if row.path[:cut] in heads}


def _homes(b: Builder) -> Panel:
    union, day = b.question.union, b.question.period.ends_on
    homes = figures.homes_on(union, day)
    proven = homes.filter(pk__in=proven_homes(b.question.standard, When(day))).count()
    return Panel(
        key="homes",
        title=gettext_lazy("Homes"),
        figures=[
            b.figure("homes", homes.count(), "homes"),
            b.figure("proven_homes", proven, "homes", verified=1),
            b.figure(
                "provincial_designations",
                figures.provincial_designations(union, day),
                "designations",
            ),
        ],
        charts=[
            _counted(b, "scene", Scene, figures.homes_by("scene", union, day)),
            _counted(b, "mechanism", Mechanism, figures.homes_by("mechanism", union, day)),
        ],
    )


def _counted(b: Builder, field: str, choices, counts: dict[str, int]) -> Chart:
    title = name_of(f"homes_by_{field}")
    columns = [Column(title, Kind.TEXT), Column(_("number of homes"), Kind.COUNT)]
    rows = [
        [str(choices(key).label), Cell(count, Kind.COUNT, b.url("homes", **{field: key}))]
        for key, count in sorted(counts.items(), key=lambda pair: -pair[1])
        if count
    ]
    return Chart(field, Table(title, columns, rows), lying=True)


def _standing(b: Builder) -> Panel:
    """Has each county and each industry at least one home, and one that others can learn from?"""
    union, day = b.question.union, b.question.period.ends_on
    typical = typical_text(standing.rule())
    shown = []
    for kind, rows in (
        ("counties", standing.counties(union, day)),
        ("industries", standing.industries(union, day)),
    ):
        counts = list(rows.values_list("homes_then", "typical_then"))
        if not counts:
            continue
        for place, lacking in enumerate(("home", "typical")):
            figure = b.figure(
                f"{kind}_without_{lacking}",
                sum(not row[place] for row in counts),
                kind,
                lacking=lacking,
            )
            text = f"{figure.definition} {typical}" if place else figure.definition
            unit = _("of %(total)s") % {"total": len(counts)}
            shown.append(replace(figure, unit=unit, definition=text))
    return Panel(
        key="standing",
        title=gettext_lazy("At least one typical home in each county and industry"),
        figures=shown,
    )


def _use(b: Builder) -> Panel:
    union, period = b.question.union, b.question.period
    visits = figures.by_month_and(
        figures.visits_in(union, period), "on", "method", Sum("person_times")
    )
    sessions = figures.sessions_in(union, period)
    attendance = figures.by_month(sessions, "on", Sum("person_times"))
    bookings = figures.by_month_and(
        figures.bookings_in(union, period), "starts_at", "state", Count("pk")
    )
    people = sum(map(_total, visits.values())), _total(attendance)
    states = {state: _total(months) for state, months in bookings.items()}
    missed = figures.no_show_share(union, period)
    return Panel(
        key="use",
        title=gettext_lazy("Use of homes"),
        figures=[
            b.figure("person_times", sum(people), "use"),
            b.figure("visits", people[0], "visits"),
            b.figure("attendance", people[1], "sessions"),
            b.figure("sessions", sessions.count(), "sessions"),
            b.figure("bookings", sum(states.values()), "bookings"),
            b.figure("no_show_share", missed, "recorded", state=State.NO_SHOW),
        ],
        charts=[
            _person_times_chart(period, visits, attendance),
            _bookings_chart(period, bookings),
        ],
    )


def _total(months: ByMonth) -> int:
    return sum(figure or 0 for figure in months.values())


def _person_times_chart(period: Period, visits: dict[str, ByMonth], attendance: ByMonth) -> Chart:
    series = {
        _("scanned at the door"): visits.get("scanned", {}),
        _("typed"): visits.get("typed", {}),
        _("attendance of sessions"): attendance,
    }
    return _monthly("person-times", _("Person-times by month"), period, series)


def _bookings_chart(period: Period, bookings: dict[str, ByMonth]) -> Chart:
    series = {
        str(name): {
            month: sum(bookings.get(state, {}).get(month, 0) for state in states)
            for month in period.months()
        }
        for name, states in OUTCOMES.items()
    }
    return _monthly("bookings", _("Bookings by month"), period, series)


def _monthly(key: str, title: str, period: Period, series: dict[str, ByMonth], **look) -> Chart:
    columns = [Column(_("Month"), Kind.TEXT), *(Column(name, Kind.COUNT) for name in series)]
    rows = [
        [f"{month:%Y-%m}", *(counts.get(month) or 0 for counts in series.values())]
        for month in period.months()
    ]
    return Chart(key, Table(title, columns, rows), **{"stacked": True, **look})


def _money(b: Builder) -> Panel:
    union, period = b.question.union, b.question.period
    money = figures.money(union, period)
    area = figures.free_area_m2(union, period.ends_on)
    return Panel(
        key="money",
        title=gettext_lazy("Money"),
        figures=[
            b.figure("invested_fen", money.invested_fen, "investments"),
            b.figure("leverage", leverage(money.by_source, "province"), "investments"),
            b.figure("transfers_fen", money.transfers_fen, "transfers"),
            b.figure("projects", figures.projects(union, period), "investments"),
            b.figure("free_area_m2", area, "homes"),
        ],
        charts=[_source_chart(b, money.by_source)],
    )


def _source_chart(b: Builder, by_source: dict[str, int]) -> Chart:
    columns = [Column(_("Source"), Kind.TEXT), Column(_("Amount (¥10,000)"), Kind.WAN)]
    rows = [
        [str(MoneySource(source).label), Cell(fen, Kind.WAN, b.url("investments", source=source))]
        for source, fen in by_source.items()
    ]
    table = Table(_("Money invested by source"), columns, rows)
    return Chart("source", table, unit=_("¥10,000"), lying=True)


def _shifts(b: Builder) -> Panel:
    union, period = b.question.union, b.question.period
    needed, filled = figures.shift_places_by_month(union, period)
    places, taken = _total(needed), _total(filled)
    series = {_("people needed"): needed, _("people on duty"): filled}
    return Panel(
        key="shifts",
        title=gettext_lazy("Staffing"),
        figures=[
            b.figure("filled_share", share(taken, places), "shifts"),
            b.figure("shifts", figures.shifts_in(union, period).count(), "shifts"),
            b.figure("places", places, "shifts"),
            b.figure("filled", taken, "shifts"),
        ],
        charts=[_monthly("duty", _("Shifts by month"), period, series, stacked=False)],
    )
