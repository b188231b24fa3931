from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import clock
from common.money import yuan
from funding.enums import MoneySource, ProjectState
from homes.models import Home
from homes.models.home import OfHomeQuerySet
from homes.scope import home_scope
from unions.enums import Power
from unions.models import Person, Union
from unions.scope import union_scope


class Category(models.Model):
    """A purpose of spending. The list is data: accounting systems change."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    version = models.CharField(_("version of the list"), max_length=20)
    active = models.BooleanField(_("in use"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("spending category")
        verbose_name_plural = _("spending categories")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Projects of unions in the user's scope."""
        return self.filter(union_scope(user, "union", power))


class Project(models.Model):
    """What money is asked for and given to: application → approval → payment → acceptance."""

    name = models.CharField(_("name"), max_length=120)
    union = models.ForeignKey(
        Union, verbose_name=_("union"), on_delete=models.PROTECT, related_name="projects"
    )
    home = models.ForeignKey(
        Home,
        verbose_name=_("home"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(
        _("state"), max_length=10, choices=ProjectState, default=ProjectState.APPLIED
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="project_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Entries paid by or to a union in the user's scope, or to a home in it."""
        return self.filter(
            union_scope(user, "payer", power)
            | union_scope(user, "payee", power)
            | home_scope(user, "home", power)
        )


class Entry(models.Model):
    """One payment in fen. Append-only: a database trigger refuses change; see `reverse`.

    An entry to a union is a transfer, passed on and not yet invested; an entry to a home is
    invested. `source` names the origin of the money, whoever pays it on.
    Written only by `funding.actions`.
    """

    on = models.DateField(_("date"))
    voucher = models.CharField(_("voucher"), max_length=60)
    source = models.CharField(_("source"), max_length=12, choices=MoneySource)
    payer = models.ForeignKey(
        Union,
        verbose_name=_("paying union"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="paid",
    )
    payer_name = models.CharField(_("payer"), max_length=120)
    payee = models.ForeignKey(
        Union,
        verbose_name=_("receiving union"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="received",
    )
    home = models.ForeignKey(
        Home,
        verbose_name=_("home"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
    )
    project = models.ForeignKey(
        Project,
        verbose_name=_("project"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
    )
    amount_fen = models.BigIntegerField(_("amount (fen)"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("reverses"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
    )
    entered_at = models.DateTimeField(_("entered at"), default=clock.now, editable=False)
    entered_by = models.ForeignKey(
        Person,
        verbose_name=_("entered by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["on"], name="entry_by_date"),
            models.Index(fields=["home", "on"], name="entry_of_home"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(payee__isnull=False, home__isnull=True)
                | Q(payee__isnull=True, home__isnull=False),
                name="entry_to_union_or_home",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, reverses__isnull=True)
                | Q(amount_fen__lt=0, reverses__isnull=False),
                name="entry_negative_only_as_reversal",
            ),
            models.CheckConstraint(
                condition=Q(payee__isnull=True) | Q(payer__isnull=True) | ~Q(payee=F("payer")),
                name="entry_not_to_oneself",
            ),
            models.UniqueConstraint(
                fields=["voucher", "payer_name", "payee", "home", "project", "source"],
                condition=Q(reverses__isnull=True),
                nulls_distinct=False,
                name="entry_voucher_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.voucher} ¥{yuan(self.amount_fen):,}"

    @property
    def amount_yuan(self):
        """The amount in yuan, two decimals."""
        return yuan(self.amount_fen)


class PremisesInKind(models.Model):
    """Premises given free of charge, in m² for a term; never added to cash."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="premises"
    )
    provider = models.CharField(_("given by"), max_length=120)
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=9, decimal_places=2)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    document = models.CharField(_("document"), max_length=120, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("premises in kind")
        verbose_name_plural = _("premises in kind")
        ordering = ["home", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["home", "provider", "starts_on"], name="premises_once"),
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="premises_have_area"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="premises_end_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.home} {self.area_m2} m²"
