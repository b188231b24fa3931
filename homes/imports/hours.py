"""Files of weekly opening hours. The rows of a home replace those it had; rules for seasons and
holidays, which are kept in the admin, stay."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import parsing
from common.imports import Job, Row, refuse_reversed
from common.imports.saving import create_all
from common.parsing.moments import DAY_MINUTES
from common.spreadsheet import Column
from homes.enums import HoursKind
from homes.followers import hours_changed
from homes.imports.columns import OfHome, column_home
from homes.models import Hours

ALWAYS = (date.min, date.max)


@dataclass(frozen=True)
class Span:
    """Minutes of one weekday on which a row opens a home, and between which dates."""

    opens: int
    closes: int
    valid_from: date
    valid_to: date
    row: int

    def overlaps(self, other: "Span") -> bool:
        return (
            self.opens < other.closes
            and other.opens < self.closes
            and self.valid_from <= other.valid_to
            and other.valid_from <= self.valid_to
        )


class HoursOfHomes(OfHome):
    """Weekly hours; a closing time before the opening time means the next day."""

    name = "hours"
    title = gettext_lazy("Opening hours")
    model = Hours
    match = ("home_id", "weekdays", "opens", "closes", "valid_from", "valid_to")
    key, named_by = ("home", "weekdays", "opens", "valid_from"), "weekdays"
    columns = (
        column_home(),
        Column(
            name="weekdays", label="星期", parse=parsing.weekdays, required=True, example="1-5",
            note="1 为星期一，7 为星期日；如 1-5、6,7",
        ),
        Column(
            name="opens", label="开门", aliases=("开门时间", "开放时间"), parse=parsing.minutes,
            required=True, example="08:30",
        ),
        Column(
            name="closes", label="关门", aliases=("关门时间", "关闭时间"), parse=parsing.minutes,
            required=True, example="21:00", note="开到半夜写 24:00；早于开门时间的，为次日",
        ),
        Column(name="valid_from", label="生效日期", parse=parsing.day),
        Column(name="valid_to", label="失效日期", parse=parsing.day),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.spans: dict[tuple[int, int], list[Span]] = defaultdict(list)
        self.replaced: dict[int, set[tuple]] = {}

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            refuse_reversed(self.job, row, "valid_from", "valid_to")
            if not row.bad:
                self._check_span(row)

    def _check_span(self, row: Row) -> None:
        opens, closes = row.values["opens"], row.values["closes"]
        if opens == DAY_MINUTES or (opens == closes and opens != 0):
            reason = _("The hours have no length; a whole day is 0:00 to 24:00.")
            self.job.refuse(row, "closes", "no_length", reason)
            return
        end = closes if closes > opens else closes + DAY_MINUTES
        valid = row.get("valid_from", ALWAYS[0]), row.get("valid_to", ALWAYS[1])
        span = Span(opens, end, *valid, row.number)
        for weekday in row.values["weekdays"]:
            known = self.spans[row.values["home"].pk, weekday]
            clash = next((other for other in known if other.overlaps(span)), None)
            known.append(span)
            if clash is not None:
                reason = _("These hours overlap those of row %(row)s.") % {"row": clash.row}
                self.job.refuse(row, "opens", "overlap", reason)
                return

    def fields(self, row: Row) -> dict[str, Any]:
        values = super().fields(row)
        return values | {
            "weekdays": list(values["weekdays"]),
            "opens": clock_time(values["opens"]),
            "closes": clock_time(values["closes"]),
        }

    def save(self, rows: list[Row]) -> None:
        wanted = [self.fields(row) for row in rows]
        self._clear({fields["home_id"] for fields in wanted} - self.replaced.keys())
        create_all(Hours, [Hours(**fields) for fields in wanted], self.job)
        for fields in wanted:
            same = self._identity(fields) in self.replaced[fields["home_id"]]
            self.created += not same
            self.updated += same

    def finish(self) -> None:
        if not self.job.problem_count:
            hours_changed(self.replaced.keys())

    @classmethod
    def undone(cls, changes: QuerySet, by: Any) -> None:
        """Who waits may have what is open again."""
        rows = changes.filter(model="homes.hours").values_list("row", flat=True)
        put_back = Hours.objects.filter(pk__in=[int(row) for row in rows])
        hours_changed(set(put_back.values_list("home", flat=True)))

    def _clear(self, homes: set[int]) -> None:
        weekly = Hours.objects.filter(kind=HoursKind.WEEKLY, season_from__isnull=True)
        old = weekly.filter(home__in=homes)
        self.replaced |= {home: set() for home in homes}
        for fields in old.values(*self.match):
            self.replaced[fields["home_id"]].add(self._identity(fields))
        self.job.changes.before(Hours, old.values_list("pk", flat=True))
        old.delete()

    def _identity(self, fields: dict[str, Any]) -> tuple:
        return tuple(
            tuple(fields[name]) if name == "weekdays" else fields[name] for name in self.match
        )


def clock_time(minutes: int) -> time:
    """Minutes since midnight as a time; 24:00 is stored as 00:00, which closes the next day."""
    return time(minutes // 60 % 24, minutes % 60)
