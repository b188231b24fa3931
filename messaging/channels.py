"""The ways out: a message as SMS and as e-mail, in its person's language.

Each attempt hands over the delivery's uuid, so that what a gateway has taken once it does not
send twice.
"""

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from messaging.enums import Channel
from messaging.models import Delivery, Notice, Preferences
from messaging.rules import number_of
from unions.sms import send_sms

# An SMS lists no more than so many things.
MOST_LINES = 4


def by_sms(delivery: Delivery, preferences: Preferences) -> None:
    """Hand the SMS to the gateway; raises what the gateway raises."""
    notice = delivery.notice
    with override(preferences.language):
        send_sms(number_of(notice), short(notice), once=str(delivery.uuid))


def short(notice: Notice) -> str:
    """What an SMS says: of a long list the first few, and how many more the inbox has."""
    lines = [text for text, _url in notice.lines]
    more = len(lines) - MOST_LINES
    if more > 0:
        rest = ngettext(
            "%(count)s more is in your messages on the site.",
            "%(count)s more are in your messages on the site.",
            more,
        )
        lines[MOST_LINES:] = [rest % {"count": more}]
    return "\n".join([notice.head, *lines])


def by_email(delivery: Delivery, preferences: Preferences) -> None:
    """Hand the letter to the mail server; its Message-ID is the delivery's own."""
    notice = delivery.notice
    with override(preferences.language):
        letter(
            to=preferences.email,
            subject=notice.title,
            lines=[
                notice.head,
                *(f"{text}\n{absolute(url)}" for text, url in notice.lines),
                absolute(notice.url) if notice.url else "",
            ],
            once=str(delivery.uuid),
        ).send()


def letter(*, to: str, subject: str, lines: list[str], once: str) -> EmailMessage:
    """A letter with the portal's name, and the way to the choices at its end."""
    portal = _("Shared Workers' Homes")
    choices = absolute(reverse("messaging:choices"))
    foot = [portal, _("Choose what you get by e-mail: %(url)s") % {"url": choices}]
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    return EmailMessage(
        subject=f"{portal} · {subject}",
        body="\n\n".join([*filter(None, lines), "-- \n" + "\n".join(foot)]),
        to=[to],
        headers={"Message-ID": f"<{once}@{host}>"},
    )


def absolute(url: str) -> str:
    """A page of the portal as it is reached from outside."""
    return urljoin(settings.PORTAL_BASE_URL, url)


SEND: dict[str, Callable[[Delivery, Preferences], None]] = {
    Channel.SMS: by_sms,
    Channel.EMAIL: by_email,
}
