"""Sessions and services in words."""

from datetime import date
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common import clock
from common.money import yuan
from services.enums import Function, SessionState, SignUpState
from services.models import Activity, Feedback, Session, SignUp
from services.occasions import Occasion
from services.ratings import public_comment
from services.seasons import months_of

register = template.Library()
FEW = 5


class Badge(NamedTuple):
    """A word with its tone, for components/badge.html."""

    tone: str
    text: str


@register.filter
def places_badge(session: Session) -> Badge:
    """How a session stands for somebody who has not signed up."""
    now = clock.now()
    closes = session.sign_up_closes_at
    if session.state != SessionState.SCHEDULED:
        return Badge("bad" if session.state == SessionState.CANCELLED else "", _state(session))
    if session.starts_at is None or session.starts_at <= now:
        over = session.ends_at is None or session.ends_at <= now
        return Badge("", _("Over") if over else _("Going on"))
    if session.capacity == 0:
        return Badge("good", _("No sign-up needed"))
    if session.left == 0:
        return Badge("bad", _("Full"))
    if closes is not None and closes <= now:
        return Badge("", _("Sign-up closed"))
    text = ngettext("%(count)s place left", "%(count)s places left", session.left)
    return Badge("wait" if session.left <= FEW else "good", text % {"count": session.left})


@register.filter
def function_of(activity: Activity) -> str:
    """The function an activity belongs to; it names its icon too."""
    return activity.item.function if activity.item else Function.ACTIVITY.value


@register.filter
def sign_up_badge(sign_up: SignUp) -> Badge:
    """How one's own sign-up stands; a session that the home called off says so."""
    if sign_up.session.state == SessionState.CANCELLED:
        return Badge("bad", _state(sign_up.session))
    tones: dict[str, str] = {SignUpState.ABSENT: "bad", SignUpState.CANCELLED: ""}
    tone = tones.get(sign_up.state, "good")
    return Badge(tone, capfirst(sign_up.get_state_display()))


@register.filter
def of_session(own: dict[int, SignUp], session: Session) -> SignUp | None:
    """The reader's sign-up for a session, out of those by session id."""
    return own.get(session.pk)


@register.filter
def rate_url(occasion: Occasion) -> str:
    """Where the occasion is rated."""
    if occasion.reservation is not None:
        return reverse("services:rate_booking", args=[occasion.reservation.pk])
    if occasion.sign_up is not None:
        return reverse("services:rate_activity", args=[occasion.sign_up.pk])
    return reverse("services:rate_visit", args=[occasion.home.door_token])


@register.filter
def occasion_name(occasion: Occasion) -> str:
    """The space or the activity with its day, as the person who was there knows it."""
    if occasion.begins is None:
        return _("Your visit")
    day = date_format(occasion.begins.astimezone(clock.SHANGHAI), pgettext("day", "j M"))
    if occasion.reservation is not None:
        return f"{occasion.reservation.space.label} · {day}"
    assert occasion.sign_up is not None  # an occasion with a time is one or the other
    return f"{occasion.sign_up.session.activity.label} · {day}"


@register.filter
def said(feedback: Feedback) -> str:
    """The comment as the public may read it."""
    return public_comment(feedback)


@register.filter
def price(fen: int) -> str:
    """¥5.00; nothing to pay is said in a word."""
    return f"¥{yuan(fen):,.2f}" if fen else pgettext("of charge", "free")


@register.filter
def season(text: str) -> str:
    """ "6-9" as the names of its first and last month."""
    months = sorted(months_of(text))
    first = next((m for m in months if (m - 2) % 12 + 1 not in months), months[0])
    last = next((m for m in months if m % 12 + 1 not in months), months[-1])
    form = pgettext("format of a month", "F")
    names = [date_format(date(2000, month, 1), form) for month in (first, last)]
    return names[0] if first == last else "–".join(names)


def _state(session: Session) -> str:
    if session.state == SessionState.CANCELLED:
        return _("Called off")
    return capfirst(session.get_state_display())
