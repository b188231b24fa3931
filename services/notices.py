"""What activities tell people who signed up: each kind of message, and how it is sent."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import clock
from messaging import actions, kinds
from messaging.enums import Group
from messaging.kinds import Kind, joined
from services.enums import SignUpState
from services.models import Session, SignUp

KINDS = (
    Kind(
        "session_cancelled",
        _("An activity was called off"),
        _("“%(activity)s” at %(home)s on %(when)s is called off. Please don't come. %(note)s"),
        important=True,
    ),
    Kind(
        "session_moved",
        _("An activity was moved"),
        _(
            "“%(activity)s” is now on %(when)s, at %(place)s. Your place is kept; can't come? "
            "Please withdraw."
        ),
        important=True,
    ),
    Kind(
        "session_reminder",
        _("An activity is coming up"),
        _(
            "You signed up for “%(activity)s”: %(when)s, at %(place)s. Can't come? Please "
            "withdraw, so that somebody else can."
        ),
        group=Group.REMINDERS,
    ),
)


def register() -> None:
    """Called once when the app is ready."""
    kinds.register(*KINDS, group=Group.ACTIVITIES)


def key_of(kind: str, sign_up: SignUp, once: str) -> str:
    """Under this key a message is left once."""
    return f"{kind}:{sign_up.pk}:{once}"


def tell(
    sign_up: SignUp,
    kind: str,
    *,
    once: str = "",
    note: str = "",
    not_after: datetime | None = None,
    matters_at: datetime | None = None,
) -> bool:
    """Leave a message about a session for who signed up; once for each kind and `once`."""
    session = sign_up.session
    home = session.activity.home
    return actions.notify(
        person=sign_up.person,
        kind=kind,
        key=key_of(kind, sign_up, once),
        url=reverse("services:session", args=[session.pk]),
        not_after=not_after,
        matters_at=matters_at,
        activity=session.activity,
        home=home,
        place=joined(home, session.space),
        when=session.starts_at,
        note=note,
    )


def tell_all(
    session: Session, kind: str, *, note: str = "", matters_at: datetime | None = None
) -> None:
    """Leave a message about this change of a session for everyone signed up."""
    going = session.sign_ups.filter(state=SignUpState.SIGNED_UP).select_related("person")
    for sign_up in going.order_by("pk"):
        sign_up.session = session
        tell(sign_up, kind, once=clock.now().isoformat(), note=note, matters_at=matters_at)
