"""Files of ledger entries. The ledger only grows: an entry that is there already is refused."""

from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import parsing
from common.errors import Refusal
from common.imports import Job, Kind, Lookup, Row
from common.imports.saving import create_all
from common.imports.undoing import blocked
from common.parsing.text import fold
from common.spreadsheet import Column
from funding.actions import reverse
from funding.enums import MoneySource, ProjectState
from funding.models import Category, Entry, Project
from funding.rules import CHECKS, Payment, check_payer
from homes.imports.columns import column_home, may_write
from homes.models import Home
from unions.models import Union
from unions.roles import WRITING_POWER

SOURCES = {
    "省总工会": MoneySource.PROVINCE,
    "市总工会": MoneySource.CITY,
    "县区总工会": MoneySource.COUNTY,
    "基层工会": MoneySource.PRIMARY,
    "财政": MoneySource.GOVERNMENT,
    "企业": MoneySource.ENTERPRISE,
    "社会": MoneySource.SOCIETY,
}
SOURCE_WORDS = {source: word for word, source in SOURCES.items()}
SOURCES_AS_WRITTEN = {
    **SOURCES,
    "省总": MoneySource.PROVINCE,
    "市总": MoneySource.CITY,
    "县（市、区）总工会": MoneySource.COUNTY,
    "区总工会": MoneySource.COUNTY,
    "县总工会": MoneySource.COUNTY,
    "社会各界": MoneySource.SOCIETY,
}
# Which cell a rule of the ledger speaks of.
REFUSED_COLUMNS = {
    "not_positive": "amount_yuan",
    "future": "date",
    "one_receiver": "payee",
    "to_oneself": "payee",
    "source_below_payer": "source",
    "other_home": "project",
}


class Funding(Kind):
    """Payments to a union (passed on) or to a home (invested), in yuan to the fen."""

    name = "funding"
    title = gettext_lazy("Ledger")
    listed = Entry
    paths = {
        "date": "on",
        "payer": "payer_word",
        "payee": "payee.code",
        "home": "home.code",
        "project": "project.name",
        "category": "category.name",
        "amount_yuan": "yuan",
    }
    words = {"source": SOURCES}
    staying = frozenset({"funding.entry", "funding.project"})
    key, named_by = ("voucher", "payer", "payee", "home", "project", "source"), "voucher"
    columns = (
        Column(
            name="date", label="日期", parse=parsing.day, required=True, example="2026-03-01"
        ),
        Column(
            name="voucher", label="凭证号", parse=parsing.code(60), required=True,
            example="记202603-9999",
        ),
        Column(
            name="source", label="来源", aliases=("资金来源",), required=True, example="市总工会",
            parse=parsing.one_of(SOURCES_AS_WRITTEN, MoneySource.values),
            options=lambda: list(SOURCES), note="钱最初从哪里来，不论经谁拨付",
        ),
        Column(
            name="payer", label="付款单位", parse=parsing.text(120), example="350500",
            note="工会写编号，其他单位写名称",
        ),
        Column(
            name="payee", label="收款单位", parse=parsing.code(30),
            note="拨给下级工会的，写其编号；与家编号二选一",
        ),
        column_home(required=False),
        Column(name="project", label="项目", aliases=("项目名称",), parse=parsing.text(120)),
        Column(
            name="category", label="类别", parse=parsing.text(60), example="资本性支出",
            options=lambda: list(Category.objects.values_list("name", flat=True)),
        ),
        Column(
            name="amount_yuan", label="金额（元）", aliases=("金额", "amount"), required=True,
            parse=parsing.yuan, example="1234.56",
            units={"元": parsing.yuan, "yuan": parsing.yuan, "万元": parsing.wan_yuan},
        ),
        Column(name="note", label="备注", aliases=("摘要",), parse=parsing.text(300)),
    )  # fmt: skip

    @classmethod
    def listing(cls, rows: QuerySet) -> QuerySet:
        yuan = Cast("amount_fen", DecimalField(max_digits=18, decimal_places=2)) / Value(100)
        return (
            super()
            .listing(rows)
            .annotate(
                payer_word=Coalesce("payer__code", "payer_name"),
                yuan=ExpressionWrapper(yuan, DecimalField(max_digits=18, decimal_places=2)),
            )
        )

    def __init__(self, job: Job):
        super().__init__(job)
        self.unions = Lookup(Union.objects.all(), "code")
        self.unions_by_name = Lookup(Union.objects.all(), "name")
        self.homes = Lookup(Home.objects.select_related("union"), "code")
        self.projects: dict[tuple[int, str], Project] = {}
        self.categories: dict[str, Category] = {}
        for category in Category.objects.all():
            self.categories |= {fold(category.code): category, fold(category.name): category}

    @classmethod
    def allowed(cls, user) -> bool:
        return may_write(user, "funding")

    def check(self, rows: list[Row]) -> None:
        self.refer(rows, "payee", self.unions, "unknown_union", _("There is no union %(value)s."))
        self.refer(rows, "home", self.homes, "unknown_home", _("There is no home %(value)s."))
        self._find_payers(rows)
        for row in rows:
            self._check_category(row)
        self._know_projects({project_key(row) for row in rows if names_project(row)})
        for row in rows:
            if not row.bad:
                self._check_payment(row)
        self._refuse_foreign(rows)
        self._refuse_stored([row for row in rows if not row.bad])

    def _find_payers(self, rows: list[Row]) -> None:
        """A union's code or full name becomes that union; any other name stays a name."""
        words = [row.values["payer"] for row in rows if row.values.get("payer") is not None]
        self.unions.fetch(words)
        self.unions_by_name.fetch(words)
        for row in rows:
            word = row.values.get("payer")
            union = self.unions.get(word) or self.unions_by_name.get(word)
            if word is not None and union is None and word[:6].isdigit():
                reason = _("There is no union %(value)s.") % {"value": word}
                self.job.refuse(row, "payer", "unknown_union", reason)
            row.values["payer"] = union or word

    def _check_payment(self, row: Row) -> None:
        """The rules of the ledger. Old books name payers that are in no tree; they stay names."""
        payer = row.values.get("payer")
        payment = Payment(
            on=row.values["date"],
            source=row.values["source"],
            payer=payer if isinstance(payer, Union) else None,
            payer_name=payer_name(row),
            payee=row.values.get("payee"),
            home=row.values.get("home"),
            project=self.projects.get(project_key(row)) if names_project(row) else None,
            amount_fen=row.values["amount_yuan"],
        )
        try:
            for check in CHECKS:
                if check is not check_payer or payment.payer is not None:
                    check(payment)
        except Refusal as refusal:
            column = REFUSED_COLUMNS[refusal.code]
            self.job.refuse(row, column, refusal.code, str(refusal.message))

    def _check_category(self, row: Row) -> None:
        word = row.values.get("category")
        row.values["category"] = self.categories.get(fold(word))
        if word is not None and row.values["category"] is None:
            reason = _("There is no spending category %(value)s.") % {"value": word}
            self.job.refuse(row, "category", "unknown_category", reason)

    def _refuse_foreign(self, rows: list[Row]) -> None:
        if self.job.by is None or self.job.by.is_superuser:
            return
        power = WRITING_POWER["funding"]
        unions = set(Union.objects.visible_to(self.job.by, power).values_list("pk", flat=True))
        homes = set(Home.objects.visible_to(self.job.by, power).values_list("pk", flat=True))
        for row in rows:
            ends = [row.values.get("payer"), row.values.get("payee")]
            mine = any(isinstance(end, Union) and end.pk in unions for end in ends)
            if not mine and getattr(row.values.get("home"), "pk", None) not in homes:
                reason = _("Neither who pays nor who receives is in your charge.")
                self.job.refuse(row, "payer", "out_of_scope", reason)

    def _refuse_stored(self, rows: list[Row]) -> None:
        vouchers = {row.values["voucher"] for row in rows}
        stored = Entry.objects.filter(voucher__in=vouchers, reverses__isnull=True)
        known = {
            (*line[:-2], line[-2] or "", line[-1])
            for line in stored.values_list(
                "voucher", "payer_name", "payee_id", "home_id", "project__name", "source"
            )
        }
        for row in rows:
            payee, home = row.values.get("payee"), row.values.get("home")
            line = (
                row.values["voucher"], payer_name(row), payee and payee.pk, home and home.pk,
                row.get("project", ""), row.values["source"],
            )  # fmt: skip
            if line in known:
                reason = _("This line of this voucher is already in the ledger.")
                self.job.refuse(row, "voucher", "duplicate", reason)

    def save(self, rows: list[Row]) -> None:
        self._keep_projects(rows)
        entries = [Entry(**self._fields(row)) for row in rows]
        create_all(Entry, entries, self.job)
        self.created += len(entries)

    @classmethod
    def undone(cls, changes: QuerySet, by: Any) -> None:
        """The ledger only grows: its lines are reversed, and projects they belong to stay."""
        lines = changes.filter(model=Entry._meta.label_lower).values_list("row", flat=True)
        for entry in Entry.objects.filter(pk__in=[int(row) for row in lines]).order_by("pk"):
            try:
                reverse(entry=entry, by=by, note=_("import undone"))
            except Refusal as refusal:
                raise blocked(entry, str(refusal).rstrip("。.")) from refusal

    def _keep_projects(self, rows: list[Row]) -> None:
        """Make the projects that rows name; money that was paid shows that they were approved."""
        wanted = {project_key(row): row for row in rows if names_project(row)}
        new = [
            Project(
                union_id=union, name=name, year=row.values["date"].year, state=ProjectState.PAID
            )
            for (union, name), row in wanted.items()
            if (union, name) not in self.projects
        ]
        create_all(Project, new, self.job)
        self._know_projects(set(wanted))

    def _know_projects(self, wanted: set[tuple[int, str]]) -> None:
        missing = wanted - self.projects.keys()
        found = Project.objects.filter(
            union__in={union for union, _name in missing}, name__in={name for _u, name in missing}
        )
        self.projects |= {(project.union_id, project.name): project for project in found}

    def _fields(self, row: Row) -> dict[str, Any]:
        payer = row.values.get("payer")
        return {
            "on": row.values["date"],
            "voucher": row.values["voucher"],
            "source": row.values["source"],
            "payer": payer if isinstance(payer, Union) else None,
            "payer_name": payer_name(row),
            "payee": row.values.get("payee"),
            "home": row.values.get("home"),
            "project": self.projects[project_key(row)] if names_project(row) else None,
            "category": row.values.get("category"),
            "amount_fen": row.values["amount_yuan"],
            "note": row.get("note", ""),
            "entered_by": self.job.by,
        }


def payer_name(row: Row) -> str:
    """Who pays, in words; where the file doesn't say, the kind of source."""
    payer = row.values.get("payer")
    if isinstance(payer, Union):
        return payer.name
    return payer or SOURCE_WORDS[row.values["source"]]


def names_project(row: Row) -> bool:
    """Whether the row names a project, and a receiver to which it can belong."""
    receiver = row.values.get("payee") or row.values.get("home")
    return row.values.get("project") is not None and receiver is not None


def project_key(row: Row) -> tuple[int, str]:
    """A project belongs to the union that receives its money, or to the home's union."""
    payee = row.values.get("payee")
    union = row.values["home"].union_id if payee is None else payee.pk
    return union, row.values["project"]
