"""Files of unions."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from treebeard.exceptions import InvalidMoveToDescendant

from common import parsing
from common.imports import Job, Kind, Lookup, Row
from common.imports.saving import update_all
from common.imports.undoing import blocked
from common.spreadsheet import Column
from unions.enums import UnionLevel
from unions.imports.columns import column_division, refer_division, refuse_foreign_unions
from unions.imports.planting import add_children
from unions.models import Division, Union
from unions.roles import WRITING_POWER
from unions.scope import union_paths

LEVELS = {
    "省总工会": UnionLevel.PROVINCE,
    "市总工会": UnionLevel.CITY,
    "县区总工会": UnionLevel.COUNTY,
    "产业工会": UnionLevel.INDUSTRY,
    "镇街园区工会": UnionLevel.TOWNSHIP,
    "基层工会": UnionLevel.PRIMARY,
}
# What a change notes of a union that was moved: the keys of its parents before and after.
MOVED = "moved"


class Unions(Kind):
    """The tree of unions: parents before or after their children, moves included."""

    name = "unions"
    title = gettext_lazy("Unions")
    key, named_by = ("code",), "code"
    unwatched = {"unions.union": frozenset({"path", "depth", "numchild"})}
    columns = (
        Column(
            name="code", label="编号", parse=parsing.code(30), required=True, example="350581-P999"
        ),
        Column(
            name="name", label="名称", parse=parsing.text(100), required=True,
            example="某某公司工会（示例）",
        ),
        Column(
            name="level", label="层级", parse=parsing.one_of(LEVELS, UnionLevel.values),
            required=True, options=lambda: list(LEVELS), example="基层工会",
        ),
        Column(
            name="parent", label="上级编号", parse=parsing.code(30), example="350581",
            note="上级工会的编号，可以是本表中的工会；省总工会留空",
        ),
        column_division(),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.rows: list[Row] = []
        self.divisions = Lookup(Division.objects.all(), "code")
        self.unions = Lookup(Union.objects.all(), "code")

    @classmethod
    def allowed(cls, user) -> bool:
        return user.is_superuser or bool(union_paths(user, WRITING_POWER["unions"]))

    def check(self, rows: list[Row]) -> None:
        self.rows += rows
        refer_division(self, rows, self.divisions)
        self.unions.fetch(row.values.get("code") for row in rows)
        self.unions.fetch(row.values.get("parent") for row in rows)
        for row in rows:
            self._check_place(row)

    def _check_place(self, row: Row) -> None:
        present = self.unions.get(row.values.get("code"))
        above = self.unions.get(row.values.get("parent"))
        refuse_foreign_unions(self.job, row, "code", present, "unions")
        refuse_foreign_unions(self.job, row, "parent", above, "unions")
        if row.bad or present is not None or row.values.get("parent") is not None:
            return
        if row.values["level"] != UnionLevel.PROVINCE:
            reason = _("Only the provincial federation has no union above it.")
            self.job.refuse(row, "parent", "required", reason)
        elif self.job.by is not None and not self.job.by.is_superuser:
            self.job.refuse(row, "level", "out_of_scope", _("This union is not in your charge."))

    def finish(self) -> None:
        waves = self._waves()
        if self.job.problem_count:
            return
        for wave in waves:
            self._plant(wave)

    def _waves(self) -> list[list[Row]]:
        """The rows in an order in which each parent is there before its children."""
        codes = {row.values.get("code") for row in self.rows}
        placed: set[Any] = {None}
        waves: list[list[Row]] = []
        waiting = self.rows
        while waiting:
            wave: list[Row] = []
            later: list[Row] = []
            for row in waiting:
                parent = row.values.get("parent")
                ready = parent in placed or (parent not in codes and self.unions.get(parent))
                (wave if ready else later).append(row)
            if not wave:
                break
            placed |= {row.values.get("code") for row in wave}
            waves.append(wave)
            waiting = later
        self._refuse_unplaced(waiting, codes)
        return waves

    def _refuse_unplaced(self, waiting: list[Row], codes: set[Any]) -> None:
        unknown = [row for row in waiting if row.values["parent"] not in codes]
        for row in unknown:
            reason = _("There is no union %(value)s.") % {"value": row.values["parent"]}
            self.job.refuse(row, "parent", "unknown_union", reason)
        if not unknown:
            for row in waiting:
                self.job.refuse(row, "parent", "circle", _("It would stand below itself."))

    def _plant(self, wave: list[Row]) -> None:
        codes = {row.values["code"] for row in wave} | {row.values.get("parent") for row in wave}
        known = {union.code: union for union in Union.objects.filter(code__in=codes - {None})}
        new, changed = [], []
        for row in wave:
            fields = {
                name: row.values[name]
                for name in ("code", "name", "level", "division")
                if row.values.get(name) is not None
            }
            union = known.get(fields["code"])
            parent = known.get(row.values.get("parent"))
            if union is not None:
                changed.append((row, union, parent, fields))
            elif parent is not None:
                new.append((parent, Union(**fields)))
            else:
                root = Union.objects.add_root(instance=Union(**fields))
                self.job.changes.created(Union, [root.pk])
                self.created += 1
        add_children(new, self.job)
        self._change(changed)
        self.created += len(new)
        self.updated += len(changed)

    def _change(self, changed: list[tuple[Row, Union, Union | None, dict[str, Any]]]) -> None:
        for _row, union, _parent, fields in changed:
            for name, value in fields.items():
                setattr(union, name, value)
        names = ("name", "level", "division")
        # Tree columns stay out: a child planted a moment ago has changed its parent's.
        update_all(Union, [union for _row, union, *_rest in changed], names, self.job)
        for row, union, parent, _fields in changed:
            if parent is not None and not union.is_child_of(parent):
                self._move(row, union, parent)
            self.job.step()

    def _move(self, row: Row, union: Union, parent: Union) -> None:
        above = Union.objects.get_parent(union)
        try:
            Union.objects.move(union, parent, "last-child")
        except InvalidMoveToDescendant:
            self.job.refuse(row, "parent", "circle", _("It would stand below itself."))
            return
        if above is not None:
            self.job.changes.note(union, MOVED, f"{above.pk} {parent.pk}")

    @classmethod
    def undone(cls, changes: QuerySet, by: Any) -> None:
        """Move back what was moved, unless it has been moved again since."""
        for change in changes.filter(before__has_key=MOVED):
            union = Union.objects.get(pk=change.row)
            before, after = (int(key) for key in change.before[MOVED].split())
            if Union.objects.get_parent(union).pk != after:
                raise blocked(union, _("it has been moved since"))
            Union.objects.move(union, Union.objects.get(pk=before), "last-child")

    @classmethod
    def remove(cls, model: type[Model], keys: list) -> None:
        """Unions that the file created; refused where a union below one of them is newer."""
        created = Union.objects.filter(pk__in=keys)
        for union in created:
            below = Union.objects.filter(path__startswith=union.path)
            if below.exclude(pk__in=keys).exists():
                raise blocked(union, _("there are newer unions below it"))
        created.delete()
