"""Files of spaces. Their numbers are given out at the end, home by home."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import rule_sets
from bookings.models import RuleSet
from bookings.rule_fields import NAMES
from bookings.spaces import arrange
from common import parsing
from common.errors import Refusal
from common.imports import Job, Row
from common.parsing.text import fold
from common.spreadsheet import Column
from homes.enums import Mode
from homes.imports.columns import OfHome, column_home
from homes.imports.homes import AREA
from homes.models import Facility, Home, Space

MODES = {"独占": Mode.EXCLUSIVE, "计位": Mode.PLACES, "随到随用": Mode.WALK_IN}
MODES_AS_WRITTEN = {
    **MODES,
    "整间": Mode.EXCLUSIVE,
    "整场": Mode.EXCLUSIVE,
    "按位": Mode.PLACES,
    "by places": Mode.PLACES,
    "免预约": Mode.WALK_IN,
}


def facility_names() -> list[str]:
    """The catalogue, for the drop-down."""
    return list(Facility.objects.values_list("name", flat=True))


SAID_IN_FILES = ("needs_approval", "members_only")


class Spaces(OfHome):
    """Spaces by home and name; a part names its whole, which may stand below it in the file."""

    name = "spaces"
    title = gettext_lazy("Spaces")
    model = listed = Space
    paths = {"home": "home.code", "facility": "facility.name", "parent": "parent.name"}
    words = {"mode": MODES}
    match = ("home_id", "name")
    key, named_by = ("home", "name"), "name"
    columns = (
        column_home(),
        Column(
            name="name", label="名称", aliases=("空间名称",), parse=parsing.text(60), required=True,
            example="羽毛球馆",
        ),
        Column(
            name="facility", label="设施", parse=parsing.text(60), required=True,
            options=facility_names, example="羽毛球场",
        ),
        Column(
            name="parent", label="上级空间", parse=parsing.text(60),
            note="本空间是哪个空间的一部分（如半场属于整场），写其名称",
        ),
        Column(
            name="mode", label="方式", aliases=("使用方式",), required=True, example="独占",
            parse=parsing.one_of(MODES_AS_WRITTEN, Mode.values), options=lambda: list(MODES),
        ),
        Column(
            name="capacity", label="容量", aliases=("容纳人数",), example="4",
            parse=parsing.number(low=1, high=10_000, units=("人", "位", "座", "个")),
        ),
        Column(name="area_m2", label="面积", parse=AREA),
        Column(name="needs_approval", label="是否需审批", parse=parsing.flag),
        Column(name="members_only", label="是否仅限会员", parse=parsing.flag),
        Column(name="name_en", label="英文名称", parse=parsing.text(80)),
    )  # fmt: skip

    # The rules follow from what is said, which is undone itself.
    unwatched = {"homes.space": frozenset({"root_id", "units", "has_quotas", *NAMES})}

    def __init__(self, job: Job):
        super().__init__(job)
        self.facilities: dict[str, Facility] = {}
        for facility in Facility.objects.all():
            for word in (facility.code, facility.name, facility.name_en):
                self.facilities[fold(word)] = facility
        self.parts: list[Row] = []
        self.said: list[tuple[int, str, list[str]]] = []
        self.first_rows: dict[int, Row] = {}

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            written = row.values.get("facility")
            facility = row.values["facility"] = self.facilities.get(fold(written))
            if written is not None and facility is None:
                reason = _("There is no facility %(value)s in the catalogue.")
                self.job.refuse(row, "facility", "unknown_facility", reason % {"value": written})
            home = row.values.get("home")
            if isinstance(home, Home):
                self.first_rows.setdefault(home.pk, row)
                rules = [name for name in SAID_IN_FILES if row.values.get(name) is not None]
                self.said.append((home.pk, row.values.get("name") or "", rules))
                if row.values.get("parent") is not None:
                    self.parts.append(row)

    def fields(self, row: Row) -> dict[str, Any]:
        values = super().fields(row)
        values.pop("parent")
        return values

    def finish(self) -> None:
        if self.job.problem_count:
            return
        self._join_parts()
        self._keep_rules()
        for pk in sorted(self.first_rows):
            with self.job.guard(self.first_rows[pk], "home"):
                arrange(Home(pk=pk))
            self.job.step()

    @classmethod
    def undone(cls, changes: QuerySet, by: Any) -> None:
        """Number the spaces anew where some were taken away or changed back."""
        spaces = [
            int(row) for row in changes.filter(model="homes.space").values_list("row", flat=True)
        ]
        rule_sets.keep_still()
        homes = set(Space.objects.filter(pk__in=spaces).values_list("home", flat=True))
        for pk in sorted(homes):
            arrange(Home(pk=pk))
        rule_sets.refresh(Space.objects.filter(pk__in=spaces))

    def _keep_rules(self) -> None:
        """What the file says about booking are the spaces' own rules."""
        spaces = Space.objects.filter(home__in=self.first_rows)
        known = {(home, name): pk for pk, home, name in spaces.values_list("pk", "home", "name")}
        self.job.changes.around(
            RuleSet, "space", [known[home, name] for home, name, _ in self.said]
        )
        rule_sets.keep_still()
        for rule in SAID_IN_FILES:
            found = [known[home, name] for home, name, rules in self.said if rule in rules]
            rule_sets.adopt(Space.objects.filter(pk__in=found), names=[rule])

    def _join_parts(self) -> None:
        """Set the parents that the file names, and refuse unknown ones and circles."""
        homes = {row.values["home"].pk for row in self.parts}
        spaces = {(s.home_id, s.name): s for s in Space.objects.filter(home__in=homes)}
        joined = []
        for row in self.parts:
            home = row.values["home"].pk
            space = spaces[home, row.values["name"]]
            parent = spaces.get((home, row.values["parent"]))
            if parent is None:
                reason = _("This home has no space %(value)s.") % {"value": row.values["parent"]}
                self.job.refuse(row, "parent", "unknown_space", reason)
                continue
            space.parent = parent
            joined.append(space)
        for row in self.parts:
            with self.job.guard(row, "parent"):
                refuse_circle(spaces[row.values["home"].pk, row.values["name"]], spaces)
        if not self.job.problem_count:
            Space.objects.bulk_update(joined, ["parent"])


def refuse_circle(space: Space, spaces: dict[tuple[int, str], Space]) -> None:
    """Refuse a space that is, over some steps, a part of itself."""
    by_pk = {other.pk: other for other in spaces.values() if other.home_id == space.home_id}
    above, steps = space.parent_id, 0
    while above is not None:
        steps += 1
        if above == space.pk or steps > len(by_pk):
            raise Refusal("circle", _("A space cannot be a part of itself."))
        above = by_pk[above].parent_id
