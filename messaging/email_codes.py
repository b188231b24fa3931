"""Proving that an e-mail address is one's own: a code is sent to it and typed on the page.

What is being proved stands in the session until then; only a proved address is kept.
"""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext as _

from common import clock
from common.errors import Refusal
from messaging import actions
from messaging.channels import letter
from unions.requests import SignedInRequest

KEPT = "email_being_proved"
VALID_SECONDS = 10 * 60
MOST_TRIES = 5
PER_HOUR, HOUR_SECONDS = 5, 3600


def awaiting(request: SignedInRequest) -> str:
    """The address whose code is awaited; "" where there is none."""
    kept = request.session.get(KEPT)
    return kept["email"] if kept and kept["until"] > clock.now().timestamp() else ""


def ask(request: SignedInRequest, email: str) -> None:
    """Send a code to the address. Raises Refusal `too_many`, `not_sent`."""
    slow_down(request.user.pk)
    code = get_random_string(6, "0123456789")
    text = _("Your code is %(code)s. It works for 10 minutes.") % {"code": code}
    try:
        letter(to=email, subject=_("Your code"), lines=[text], once=str(uuid4())).send()
    except OSError as error:
        raise Refusal(
            "not_sent", _("The letter could not be sent. Check the address or try again later.")
        ) from error
    request.session[KEPT] = {
        "email": email,
        "digest": digest(email, code),
        "until": clock.now().timestamp() + VALID_SECONDS,
        "tries": 0,
    }
    if settings.PORTAL_DEMO:
        messages.info(request, _("Demo: your code is %(code)s.") % {"code": code})


def slow_down(person_id: int | None) -> None:
    """Nobody sends letters to strangers by the dozen."""
    key = f"email-codes:{person_id}"
    cache.add(key, 0, HOUR_SECONDS)
    if cache.incr(key) > PER_HOUR:
        raise Refusal(
            "too_many", _("That was a lot at once. Please try again in an hour."), status=429
        )


def confirm(request: SignedInRequest, code: str) -> None:
    """Keep the address if the code is right. Raises Refusal `no_code`, `wrong_code`."""
    email = awaiting(request)
    if not email:
        raise Refusal("no_code", _("The code has expired. Ask for a new one."))
    kept = request.session[KEPT]
    if not constant_time_compare(kept["digest"], digest(email, code)):
        kept["tries"] += 1
        request.session.modified = True
        if kept["tries"] >= MOST_TRIES:
            forget(request)
        raise Refusal("wrong_code", _("This is not the code that we sent. Check the letter."))
    actions.set_email(person=request.user, email=email)
    forget(request)


def forget(request: SignedInRequest) -> None:
    """Drop what is being proved."""
    request.session.pop(KEPT, None)


def digest(email: str, code: str) -> str:
    """What stands in the session in place of the code."""
    return salted_hmac("messaging.email_codes", f"{email}:{code}").hexdigest()
