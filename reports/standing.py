"""The standing check: at least one home, and one typical home, in each county and industry.

The article asks for a typical one in each. What is typical is the province's own rule
(`TypicalRule`): a title that stands on the day.
"""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from homes.enums import DesignationKind
from homes.models import Home
from reports import figures
from reports.models import TypicalRule
from reports.reach import counties_of
from unions.enums import UnionLevel
from unions.models import Division, Union


def rule() -> TypicalRule:
    """What makes a home typical now."""
    return TypicalRule.current()


def running_homes(day: date) -> QuerySet[Home]:
    """Homes in operation on the day; satellites are part of their home."""
    return Home.objects.in_operation(on=day).filter(parent__isnull=True)


def typical_homes(day: date) -> QuerySet[Home]:
    """Those of them that hold one of the titles of the rule on the day."""
    present = rule()
    titles = figures.titles_on(day).filter(kind__in=present.kinds)
    titles = titles.filter(~Q(kind=DesignationKind.STAR) | Q(stars__gte=present.least_stars))
    return running_homes(day).filter(pk__in=titles.values("home"))


def counties(union: Union, day: date) -> QuerySet[Division]:
    """The counted counties of the union with `homes_then`, `typical_then` and `union_code`."""
    below = Union.objects.within(union).filter(division=OuterRef("pk"), level=UnionLevel.COUNTY)
    return Division.objects.filter(pk__in=[county.pk for county in counties_of(union)]).annotate(
        homes_then=_counted(running_homes(day), "division", OuterRef("pk")),
        typical_then=_counted(typical_homes(day), "division", OuterRef("pk")),
        union_code=Subquery(below.values("code")[:1]),
    )


def industries(union: Union, day: date) -> QuerySet[Union]:
    """The industry unions of the union's subtree with `homes_then` and `typical_then`."""
    rows = Union.objects.within(union).filter(level=UnionLevel.INDUSTRY)
    path = "union__path__startswith"
    return rows.annotate(
        homes_then=_counted(running_homes(day), path, OuterRef("path")),
        typical_then=_counted(typical_homes(day), path, OuterRef("path")),
    )


def lacking(rows: QuerySet, what: str) -> QuerySet:
    """Those without a home ("home") or without a typical one ("typical"); all for other words."""
    column = {"home": "homes_then", "typical": "typical_then"}.get(what)
    return rows.filter(**{column: 0}) if column else rows


def _counted(homes: QuerySet[Home], lookup: str, value: OuterRef) -> Coalesce:
    """How many of the homes belong to the outer row."""
    mine = homes.filter(**{lookup: value}).order_by().annotate(all=Value(1)).values("all")
    return Coalesce(Subquery(mine.annotate(count=Count("pk")).values("count")), 0)
