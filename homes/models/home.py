from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.labels import Labelled
from homes import enums
from homes.models.searchable import Searchable, SearchableQuerySet
from homes.scope import home_scope
from homes.search_text import home_text
from unions.enums import Datum, Power
from unions.models import AppointmentBase, Division, Person, Union


class HomeQuerySet(SearchableQuerySet["Home"]):
    def visible_to(self, user, power: str = Power.VIEW):
        """Homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "", power))

    def public(self):
        """Homes that everyone may see."""
        return self.filter(status__in=enums.PUBLIC)

    def in_operation(self, on=None):
        """Homes in operation now, or on a date by their dated history."""
        if on is None:
            return self.filter(status__in=enums.IN_OPERATION)
        last = LifeEvent.objects.filter(home=OuterRef("pk"), on__lte=on).order_by("-on", "-pk")
        return self.annotate(status_then=Subquery(last.values("status")[:1])).filter(
            status_then__in=enums.IN_OPERATION
        )

    def within(self, union: Union):
        """Homes of the union's subtree."""
        return self.filter(union__path__startswith=union.path)


class Home(Labelled, Searchable):
    """A shared workers' home. Its status changes only by `homes.actions.change_status`."""

    TEXT_SOURCES = frozenset({"code", "name", "name_en", "address", "scene", "division"})
    TEXT_NEEDS = "division__parent"

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    mechanism = models.CharField(_("mechanism"), max_length=12, choices=enums.Mechanism)
    scene = models.CharField(_("scene"), max_length=16, choices=enums.Scene)
    construction_modes = ArrayField(
        models.CharField(max_length=12, choices=enums.ConstructionMode),
        verbose_name=_("construction modes"),
        default=list,
        blank=True,
    )
    host_base = models.CharField(_("premises"), max_length=20, choices=enums.HostBase, blank=True)
    host_name = models.CharField(_("host unit"), max_length=120, blank=True)
    host_uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    union = models.ForeignKey(
        Union, verbose_name=_("union in charge"), on_delete=models.PROTECT, related_name="homes"
    )
    division = models.ForeignKey(
        Division, verbose_name=_("division"), on_delete=models.PROTECT, related_name="homes"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("satellite of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="satellites",
    )
    address = models.CharField(_("address"), max_length=200)
    entrance_note = models.CharField(_("how to find the door"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    source_datum = models.CharField(
        _("datum of the source"), max_length=6, choices=Datum, default=Datum.WGS84
    )
    area_m2 = models.DecimalField(_("floor area (m²)"), max_digits=9, decimal_places=2, default=0)
    free_area_m2 = models.DecimalField(
        _("of it free of charge (m²)"), max_digits=9, decimal_places=2, default=0
    )
    admission = models.CharField(
        _("who may enter"), max_length=10, choices=enums.Admission, default=enums.Admission.WORKERS
    )
    admission_note = models.CharField(_("note on admission"), max_length=200, blank=True)
    regime = models.CharField(
        _("opening regime"), max_length=16, choices=enums.Regime, default=enums.Regime.OFFICE
    )
    status = models.CharField(
        _("status"), max_length=12, choices=enums.Status, default=enums.Status.PLANNED
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    next_unit = models.BigIntegerField(editable=False, default=0)
    # The whole-home cap and its block of units; changed only by `bookings.spaces.set_cap`.
    cap = models.PositiveIntegerField(
        _("people at once by booking"), null=True, blank=True, editable=False
    )
    cap_units = BigIntegerRangeField(null=True, editable=False)  # type: ignore[misc]  # may be null
    # In the QR at the door: opaque, so that it can be issued again when a plaque is copied.
    door_token = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    last_proof_at = models.DateTimeField(_("last proved open"), null=True, editable=False)
    unverified = models.BooleanField(_("not proved open lately"), default=False, editable=False)

    history = HistoricalRecords(
        excluded_fields=[
            "next_unit",
            "cap_units",
            "door_token",
            "last_proof_at",
            "unverified",
            "search_text",
        ]
    )
    objects = HomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("home")
        verbose_name_plural = _("homes")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["status", "scene"], name="home_by_status_scene"),
            GinIndex(fields=["construction_modes"], name="home_by_mode"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(area_m2__gte=0), name="home_area_not_negative"),
            models.CheckConstraint(
                condition=Q(cap__isnull=True, cap_units__isnull=True)
                | Q(cap__gte=1, cap_units__isnull=False),
                name="home_cap_has_its_units",
            ),
            models.CheckConstraint(
                condition=Q(free_area_m2__gte=0), name="home_free_area_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(23, 29), lon__range=(115, 121)),
                name="home_point_in_fujian",
            ),
            models.CheckConstraint(
                condition=Q(scene=enums.Scene.MOBILE)
                | Q(lat__isnull=False)
                | Q(status__in=[enums.Status.PLANNED, enums.Status.BUILDING]),
                name="home_in_use_has_point",
            ),
        ]

    def made_text(self) -> str:
        return home_text(self)

    @property
    def is_in_operation(self) -> bool:
        return self.status in enums.IN_OPERATION


class OfHomeQuerySet(models.QuerySet):
    """Rows that belong to a home and share its scope."""

    def visible_to(self, user, power: str = Power.VIEW):
        return self.filter(home_scope(user, "home", power))


class HomeAppointment(AppointmentBase):
    """A person's role at one home: its cadre, its volunteer keeper."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="home_appointments"
    )
    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="appointments"
    )

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment to a home")
        verbose_name_plural = _("appointments to homes")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "home", "role", "valid_from"], name="home_appointment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.home} · {self.get_role_display()}"


class LifeEvent(models.Model):
    """From this date on the home has this status."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="life"
    )
    on = models.DateField(_("date"))
    status = models.CharField(_("status"), max_length=12, choices=enums.Status)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("life event")
        verbose_name_plural = _("life events")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["home", "on"], name="life_event_one_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.home} {self.on} {self.get_status_display()}"


class Designation(models.Model):
    """A title given to a home: pilot, provincial home, star level; revoked, never deleted."""

    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="designations"
    )
    kind = models.CharField(_("title"), max_length=10, choices=enums.DesignationKind)
    stars = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        constraints = [
            models.UniqueConstraint(
                fields=["home", "kind", "year"], name="designation_once_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind=enums.DesignationKind.STAR, stars__range=(1, 5))
                | (~Q(kind=enums.DesignationKind.STAR) & Q(stars__isnull=True)),
                name="designation_stars",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class Photo(models.Model):
    home = models.ForeignKey(
        Home, verbose_name=_("home"), on_delete=models.CASCADE, related_name="photos"
    )
    image = models.ImageField(_("photo"), upload_to="homes/%Y/")
    caption = models.CharField(_("caption"), max_length=120)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = OfHomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.caption
