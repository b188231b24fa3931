from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import clock
from homes.scope import home_scope
from services.enums import TAKING, SignUpState
from services.models.session import Session
from unions.enums import Power
from unions.models import Person


class SignUpQuerySet(models.QuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """Sign-ups for sessions of homes in the user's scope as a cadre."""
        return self.filter(home_scope(user, "session__activity__home", power))

    def own(self, user):
        """The user's own sign-ups."""
        return self.filter(person=user)


class SignUp(models.Model):
    """A person's places in a session. Changes only by `services.actions`."""

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="sign_ups"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="sign_ups"
    )
    places = models.PositiveSmallIntegerField(_("places"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=SignUpState, default=SignUpState.SIGNED_UP
    )
    at = models.DateTimeField(_("signed up at"), default=clock.now)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], condition=Q(state__in=TAKING), name="sign_up_once"
            ),
            models.CheckConstraint(condition=Q(places__gte=1), name="sign_up_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"
