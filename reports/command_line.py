"""What the commands of this app share: arguments to values, or an error that says what to type."""

from datetime import date, datetime

from django.core.management import CommandError
from django.db.models import Q
from django.utils.translation import gettext as _

from common.clock import SHANGHAI
from reports.models import Standard
from unions.models import Union


def union_of(code: str) -> Union:
    """The union with the code."""
    union = Union.objects.filter(code=code).first()
    if union is None:
        raise CommandError(_("There is no union with the code %(code)s.") % {"code": code})
    return union


def standard_of(name: str | None) -> Standard:
    """The standard with that code or name; without one the default."""
    wanted = Q(is_default=True) if name is None else Q(code=name) | Q(name=name) | Q(name_en=name)
    standard = Standard.objects.filter(wanted).first()
    if standard is None:
        known = ", ".join(Standard.objects.values_list("code", flat=True))
        message = _("There is no such standard; there are: %(known)s. (`bootstrap` loads them.)")
        raise CommandError(message % {"known": known})
    return standard


def moment_of(text: str) -> datetime:
    """An ISO 8601 moment; without an offset it is Asia/Shanghai."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = _("%(text)s is not a time; write it as 2026-11-28T20:00.")
        raise CommandError(message % {"text": text}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def day_of(text: str) -> date:
    """An ISO 8601 date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("%(text)s is not a date; write it as 2026-11-28.")
        raise CommandError(message % {"text": text}) from None


def count_of(text: str) -> int:
    """A whole number from 1 on."""
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise CommandError(_("%(text)s is not a whole number above 0.") % {"text": text})
