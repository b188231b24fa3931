"""Files of activities that have been held: name, date, person-times."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from common import parsing
from common.imports import Job, Row, refuse_future
from common.imports.saving import create_all
from common.spreadsheet import Column
from homes.imports.columns import OfHome, column_home
from homes.imports.records import PERSON_TIMES
from services.enums import SessionState
from services.models import Activity, Session


class Activities(OfHome):
    """Each row is a session written down afterwards; its activity is found by name or made."""

    name = "activities"
    title = gettext_lazy("Activities held")
    app = "services"
    model = listed = Session
    paths = {"home": "activity.home.code", "name": "activity.name", "date": "on"}
    match = ("activity_id", "on")
    key, named_by = ("home", "name", "date"), "date"
    columns = (
        column_home(),
        Column(
            name="name", label="名称", aliases=("活动名称",), parse=parsing.text(100),
            required=True, example="直播带货培训（示例）",
        ),
        Column(
            name="date", label="日期", aliases=("活动日期",), parse=parsing.day, required=True,
            example="2026-11-01",
        ),
        Column(
            name="person_times", label="人次", aliases=("服务人次", "参加人次"),
            parse=PERSON_TIMES, required=True, example="60",
        ),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.activities: dict[tuple[int, str], int] = {}

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            refuse_future(self.job, row, "date")

    def save(self, rows: list[Row]) -> None:
        wanted = {(row.values["home"].pk, row.values["name"]) for row in rows}
        missing = wanted - self.activities.keys()
        self._know(missing)
        new = sorted(missing - self.activities.keys())
        create_all(Activity, [Activity(home_id=pk, name=name) for pk, name in new], self.job)
        self._know(set(new))
        super().save(rows)

    def _know(self, wanted: set[tuple[int, str]]) -> None:
        homes, names = {home for home, _name in wanted}, {name for _home, name in wanted}
        found = Activity.objects.filter(home__in=homes, name__in=names)
        for pk, home, name in found.values_list("pk", "home_id", "name"):
            self.activities[home, name] = pk

    @classmethod
    def listing(cls, rows: QuerySet) -> QuerySet:
        """Sessions that were written down afterwards; scheduled ones are no such rows."""
        held = rows.filter(starts_at__isnull=True, state=SessionState.HELD)
        return super().listing(held)

    def stored(self) -> QuerySet:
        return Session.objects.filter(starts_at__isnull=True)

    def fields(self, row: Row) -> dict[str, Any]:
        return {
            "activity_id": self.activities[row.values["home"].pk, row.values["name"]],
            "on": row.values["date"],
            "person_times": row.values["person_times"],
            "state": SessionState.HELD,
        }
