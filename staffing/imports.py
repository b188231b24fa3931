"""Files of staff: cadres, social workers and volunteers of homes."""

from typing import Any

from django.utils.translation import gettext_lazy

from common import parsing
from common.imports import Job, Lookup, Row, refuse_reversed
from common.imports.saving import create_all
from common.spreadsheet import Column
from homes.imports.columns import OfHome, column_home
from staffing.enums import StaffRole
from staffing.models import Provider, StaffMember
from unions.models import Person

ROLES = {
    "专干": StaffRole.CADRE,
    "社工": StaffRole.SOCIAL_WORKER,
    "志愿者": StaffRole.VOLUNTEER,
}
ROLES_AS_WRITTEN = {
    **ROLES,
    "工会专干": StaffRole.CADRE,
    "工会干部": StaffRole.CADRE,
    "社会工作者": StaffRole.SOCIAL_WORKER,
    "职工志愿者": StaffRole.VOLUNTEER,
    "工会志愿者": StaffRole.VOLUNTEER,
}


class Staff(OfHome):
    """Staff by home, name, role and number; who has an account under the number is joined to it.
    A provider that is not known yet is kept from now on by the home's union."""

    name = "staff"
    title = gettext_lazy("Staff")
    app = "staffing"
    model = StaffMember
    match = ("home_id", "name", "role", "phone")
    key, named_by = ("home", "name", "role", "phone"), "name"
    columns = (
        column_home(),
        Column(
            name="name", label="姓名", parse=parsing.text(60), required=True, example="某某（示例）"
        ),
        Column(
            name="role", label="角色", aliases=("人员类别",), required=True, example="社工",
            parse=parsing.one_of(ROLES_AS_WRITTEN, StaffRole.values), options=lambda: list(ROLES),
        ),
        Column(name="phone", label="手机号", aliases=("手机", "电话"), parse=parsing.mobile),
        Column(
            name="provider", label="服务机构", aliases=("所属机构", "社工机构"),
            parse=parsing.text(120), note="社工所属的社会组织名称",
        ),
        Column(name="starts_on", label="开始日期", parse=parsing.day),
        Column(name="ends_on", label="结束日期", parse=parsing.day),
        Column(name="note", label="备注", parse=parsing.text(200)),
    )  # fmt: skip

    def __init__(self, job: Job):
        super().__init__(job)
        self.people = Lookup(Person.objects.all(), "phone")
        self.providers = Lookup(Provider.objects.all(), "name")

    def check(self, rows: list[Row]) -> None:
        super().check(rows)
        for row in rows:
            row.values["phone"] = row.get("phone", "")
            refuse_reversed(self.job, row, "starts_on", "ends_on")

    def save(self, rows: list[Row]) -> None:
        self.people.fetch(row.values["phone"] for row in rows)
        self._keep_providers(rows)
        super().save(rows)

    def _keep_providers(self, rows: list[Row]) -> None:
        unions = {
            row.values["provider"]: row.values["home"].union
            for row in rows
            if row.values.get("provider") is not None
        }
        self.providers.fetch(unions)
        new = [
            Provider(name=name, union=union)
            for name, union in unions.items()
            if self.providers.get(name) is None
        ]
        create_all(Provider, new, self.job)
        self.providers = Lookup(Provider.objects.all(), "name")
        self.providers.fetch(unions)

    def fields(self, row: Row) -> dict[str, Any]:
        provider = self.providers.get(row.values.get("provider"))
        person = self.people.get(row.values["phone"])
        return super().fields(row) | {"provider": provider, "person": person}
