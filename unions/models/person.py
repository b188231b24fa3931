from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from common import clock
from unions.enums import MemberStatus, Power, Role, WorkerGroup
from unions.models.union import Union
from unions.phones import masked, normal_phone
from unions.scope import sees_all, union_scope


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """The person's own row, and those appointed within the user's scope."""
        if sees_all(user):
            return self
        appointed = Appointment.objects.filter(union_scope(user, "union", power))
        return self.filter(models.Q(pk=user.pk) | models.Q(pk__in=appointed.values("person_id")))

    def unproven(self):
        """Accounts that a request for a code made and that nobody has entered or named since."""
        return self.filter(
            phone_verified=False,
            last_login__isnull=True,
            is_active=True,
            is_staff=False,
            display_name="",
            appointments__isnull=True,
            points_entries__isnull=True,
        )


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # made at run time
    def create_user(self, phone: str, password: str | None = None, **fields) -> "Person":
        person = self.model(phone=normal_phone(phone), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, phone: str, password: str | None = None, **fields) -> "Person":
        return self.create_user(phone, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, phone: str) -> "Person":
        return self.get(phone=phone)


class Person(AbstractBaseUser, PermissionsMixin):
    """Anyone who signs in: worker or cadre. The phone is the login; no ID number is kept.

    A closed account keeps its row for the figures, without name and number: see
    `unions.actions.close_account`.
    """

    phone = models.CharField(_("mobile number"), max_length=20, unique=True)
    phone_verified = models.BooleanField(_("number verified"), default=False)
    display_name = models.CharField(_("name"), max_length=60, blank=True)
    member_status = models.CharField(
        _("membership"), max_length=12, choices=MemberStatus, default=MemberStatus.NOT_MEMBER
    )
    worker_group = models.CharField(
        _("worker group"), max_length=16, choices=WorkerGroup, blank=True
    )
    is_staff = models.BooleanField(_("may use the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=clock.now)

    objects = PersonManager()

    USERNAME_FIELD = "phone"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phone__regex=r"^1[3-9]\d{9}$")
                | models.Q(phone__regex=r"^0\d{10}$", is_active=False),
                name="person_phone_is_mobile",
                violation_error_message=_("Enter the 11 digits of a mobile number."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.masked_phone

    def get_full_name(self) -> str:
        """Django's name for it; the admin greets by it."""
        return str(self)

    @property
    def masked_phone(self) -> str:
        """138****0007: the only form shown outside the owner's page."""
        return masked(self.phone)


class AppointmentBase(models.Model):
    """A role held from a date to a date; homes.HomeAppointment is the same for one home."""

    role = models.CharField(_("role"), max_length=10, choices=Role)
    valid_from = models.DateField(_("from"), default=clock.today)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Appointments at unions in the user's scope."""
        return self.filter(union_scope(user, "union", power))


class Appointment(AppointmentBase):
    """A person's role at a union, and so over its whole subtree."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="appointments"
    )
    union = models.ForeignKey(
        Union, verbose_name=_("union"), on_delete=models.PROTECT, related_name="appointments"
    )

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "union", "role", "valid_from"], name="appointment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="appointment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.union} · {self.get_role_display()}"
