"""Figures of a union's subtree over a period, each read from the rows themselves.

Every function here is one figure or one family of figures; its definition for readers is in
`reports.definitions` under the same name.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Aggregate, Count, DateField, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from bookings.enums import State
from bookings.models import Reservation
from common.clock import SHANGHAI
from funding.enums import MoneySource
from funding.models import Entry, PremisesInKind
from homes.enums import DesignationKind, Mechanism, Scene
from homes.models import Designation, Home, Visit
from reports import consolidation
from reports.period import Period
from services.enums import SessionState
from services.models import Session
from staffing.enums import FILLING
from staffing.models import Assignment, Shift
from unions.models import Union


def homes_on(union: Union, day: date) -> QuerySet[Home]:
    """Homes of the subtree in operation on the day; satellites are part of their home."""
    return Home.objects.within(union).in_operation(on=day).filter(parent__isnull=True)


def homes_by(field: str, union: Union, day: date) -> dict[str, int]:
    """How many such homes of each `scene` or `mechanism`; every choice has its key."""
    choices = {"scene": Scene, "mechanism": Mechanism}[field]
    rows = homes_on(union, day).order_by().values_list(field).annotate(Count("pk"))
    return {**dict.fromkeys(choices.values, 0), **dict(rows)}


def titles_on(day: date) -> QuerySet[Designation]:
    """Titles of homes, by their year, that stand on the day."""
    return Designation.objects.filter(
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=day), year__lte=day.year
    )


def designations_on(union: Union, day: date) -> QuerySet[Designation]:
    """Provincial designations, by their year, that stand on the day."""
    return titles_on(day).filter(
        kind=DesignationKind.PROVINCIAL, home__union__path__startswith=union.path
    )


def provincial_designations(union: Union, day: date) -> int:
    """Homes with such a designation."""
    homes = designations_on(union, day).aggregate(homes=Count("home", distinct=True))
    return homes["homes"]


def counties_with_home(day: date) -> set[str]:
    """Codes of the divisions with a home in operation on the day, whoever runs it."""
    return set(Home.objects.in_operation(on=day).values_list("division_id", flat=True))


def visits_in(union: Union, period: Period) -> QuerySet[Visit]:
    return Visit.objects.filter(
        home__union__path__startswith=union.path, on__range=(period.starts_on, period.ends_on)
    )


def sessions_in(union: Union, period: Period) -> QuerySet[Session]:
    """Sessions held within the period."""
    return Session.objects.filter(
        activity__home__union__path__startswith=union.path,
        state=SessionState.HELD,
        on__range=(period.starts_on, period.ends_on),
    )


def person_times(union: Union, period: Period) -> dict[str, int]:
    """Person-times by where the count comes from: door scans, typed counts, sessions."""
    counted = dict(
        visits_in(union, period).order_by().values_list("method").annotate(Sum("person_times"))
    )
    held = sessions_in(union, period).aggregate(people=Sum("person_times"))["people"]
    return {
        "scanned": counted.get("scanned", 0),
        "typed": counted.get("typed", 0),
        "sessions": held or 0,
    }


def bookings_in(union: Union, period: Period) -> QuerySet[Reservation]:
    """Reservations that begin within the period; a place of a waiting list once it is accepted."""
    return Reservation.objects.booked().filter(
        home__union__path__startswith=union.path,
        starts_at__gte=period.starts_at,
        starts_at__lt=period.ends_at,
    )


def bookings_by_state(union: Union, period: Period) -> dict[str, int]:
    return dict(bookings_in(union, period).order_by().values_list("state").annotate(Count("pk")))


def recorded_in(union: Union, period: Period) -> QuerySet[Reservation]:
    """Those of which it was recorded whether anybody came.

    Where check-ins are not recorded, who booked is taken to have come: such bookings prove nothing.
    """
    came = Q(state__in=(State.CHECKED_IN, State.COMPLETED), checked_in_at__isnull=False)
    return bookings_in(union, period).filter(
        came | Q(state=State.NO_SHOW), space__check_in_required=True
    )


def no_show_share(union: Union, period: Period) -> float | None:
    """None where nothing was recorded."""
    rows = recorded_in(union, period)
    missed = Count("pk", filter=Q(state=State.NO_SHOW))
    counts = rows.order_by().aggregate(missed=missed, all=Count("pk"))
    return counts["missed"] / counts["all"] if counts["all"] else None


def entries_in(union: Union, period: Period) -> QuerySet[Entry]:
    """Ledger entries of the period to homes or unions of the subtree."""
    return Entry.objects.filter(
        Q(home__union__path__startswith=union.path) | Q(payee__path__startswith=union.path),
        on__range=(period.starts_on, period.ends_on),
    )


def money(union: Union, period: Period, children: Iterable[str] = ()) -> consolidation.Money:
    """The period's money, consolidated; `children` are the paths to split it by."""
    rows = (
        entries_in(union, period)
        .order_by()
        .values_list("source", "payer__path", "payee__path", "home__union__path")
        .annotate(Sum("amount_fen"))
    )
    return consolidation.consolidate(
        (consolidation.Entry(*row) for row in rows),
        root=union.path,
        children=children,
        sources=MoneySource.values,
    )


def projects(union: Union, period: Period) -> int:
    """Projects of which money was invested in the period."""
    invested = entries_in(union, period).filter(home__isnull=False, project__isnull=False)
    spent = invested.order_by().values("project").annotate(fen=Sum("amount_fen"))
    return spent.filter(fen__gt=0).count()


def free_area_m2(union: Union, day: date) -> Decimal:
    """m² that homes in operation on the day use free of charge: by the premises given in kind
    where a home has any on record, else as registered with the home."""
    homes = homes_on(union, day)
    on_record = PremisesInKind.objects.filter(home__in=homes.values("pk"))
    in_force = on_record.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day
    ).aggregate(area=Sum("area_m2"))["area"]
    registered = homes.exclude(pk__in=on_record.values("home")).aggregate(area=Sum("free_area_m2"))[
        "area"
    ]
    return (in_force or Decimal(0)) + (registered or Decimal(0))


def shifts_in(union: Union, period: Period) -> QuerySet[Shift]:
    """Shifts that begin within the period."""
    return Shift.objects.filter(
        home__union__path__startswith=union.path,
        starts_at__gte=period.starts_at,
        starts_at__lt=period.ends_at,
    )


def shift_places(union: Union, period: Period) -> dict[str, int]:
    """Shifts, the people they need and the people who took them."""
    shifts = shifts_in(union, period).aggregate(
        shifts=Count("pk"), places=Sum(F("cadres") + F("social_workers") + F("volunteers"))
    )
    filled = Assignment.objects.filling().filter(
        shift__home__union__path__startswith=union.path,
        shift__starts_at__gte=period.starts_at,
        shift__starts_at__lt=period.ends_at,
    )
    return {"shifts": shifts["shifts"], "places": shifts["places"] or 0, "filled": filled.count()}


def shift_places_by_month(union: Union, period: Period) -> tuple[dict[date, int], dict[date, int]]:
    """People needed and people on duty, by month."""
    shifts = shifts_in(union, period)
    needed = by_month(shifts, "starts_at", Sum(F("cadres") + F("social_workers") + F("volunteers")))
    taken = Count("assignments", filter=Q(assignments__state__in=FILLING))
    return needed, by_month(shifts, "starts_at", taken)


def by_month(rows: QuerySet, field: str, value: Aggregate) -> dict[date, int]:
    """`value` by month (its first day) of a date or time column, in Asia/Shanghai."""
    months = rows.order_by().annotate(month=_month(field)).values("month")
    return dict(months.annotate(figure=value).values_list("month", "figure"))


def by_month_and(
    rows: QuerySet, field: str, split: str, value: Aggregate
) -> dict[str, dict[date, int]]:
    """The same for each value of the column `split`, in one query."""
    found: dict[str, dict[date, int]] = {}
    months = rows.order_by().annotate(month=_month(field)).values(split, "month")
    for key, month, figure in months.annotate(figure=value).values_list(split, "month", "figure"):
        found.setdefault(key, {})[month] = figure
    return found


def _month(field: str) -> TruncMonth:
    zone = {"tzinfo": SHANGHAI} if field.endswith("_at") else {}
    return TruncMonth(field, output_field=DateField(), **zone)
