"""What every file about homes has in common: the home's code, and whose home it is."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from common import parsing
from common.imports import Job, Lookup, ModelKind, Row
from common.spreadsheet import Column
from homes.models import Home
from homes.scope import home_ids
from unions.roles import WRITING_POWER
from unions.scope import union_paths


def column_home(**options: Any) -> Column:
    """The column that names the home of a row."""
    options = {"required": True, "example": "FJ-350581-CZ-9999", **options}
    return Column(
        name="home", label="家编号", aliases=("共享职工之家编号", "home_code"),
        parse=parsing.code(30), **options,
    )  # fmt: skip


def may_write(user, app: str) -> bool:
    """Whether the person may write rows of `app` for any union or home."""
    power = WRITING_POWER[app]
    return user.is_superuser or bool(union_paths(user, power) or home_ids(user, power))


class HomesInCharge:
    """The homes that rows name, and which of them the importing person may write to."""

    def __init__(self, job: Job, app: str):
        self.job = job
        self.lookup = Lookup(Home.objects.select_related("union"), "code")
        self.mine: set[int] | None = None
        if job.by is not None and not job.by.is_superuser:
            mine = Home.objects.visible_to(job.by, WRITING_POWER[app])
            self.mine = set(mine.values_list("pk", flat=True))

    def refer(self, kind: ModelKind, rows: list[Row]) -> None:
        """Put homes for their codes; refuse unknown ones and those of others."""
        reason = _("There is no home %(value)s.")
        kind.refer(rows, "home", self.lookup, "unknown_home", reason)
        for row in rows:
            home = row.values.get("home")
            if isinstance(home, Home) and self.mine is not None and home.pk not in self.mine:
                self.job.refuse(row, "home", "out_of_scope", _("This home is not in your charge."))


class OfHome(ModelKind):
    """A kind whose rows belong to homes."""

    app: ClassVar[str] = "homes"
    paths: ClassVar[dict[str, str]] = {"home": "home.code"}

    def __init__(self, job: Job):
        super().__init__(job)
        self.homes = HomesInCharge(job, self.app)

    @classmethod
    def allowed(cls, user) -> bool:
        return may_write(user, cls.app)

    def check(self, rows: list[Row]) -> None:
        self.homes.refer(self, rows)

    def fields(self, row: Row) -> dict[str, Any]:
        names = {column.name for column in self.columns} - {"home"}
        home = row.values["home"]
        return {"home_id": home.pk} | {name: row.values.get(name) for name in names}
