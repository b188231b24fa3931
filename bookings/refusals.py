"""Why a booking is refused: one code, one sentence, the same in page, API and admin."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

SENTENCES = {
    "taken": _("Somebody else has this time. Choose one of the free times."),
    "closed": _("The home is not open for the whole of this time. Choose a time within its hours."),
    "not_bookable": _("This space can't be booked now. Choose another space."),
    "walk_in": _("No booking is needed here: just walk in while the home is open."),
    "past": _("This time has passed. Choose a later one."),
    "too_soon": _("This space must be booked at least %(minutes)s minutes ahead."),
    "too_far": _("This space can be booked at most %(days)s days ahead."),
    "step": _("Bookings here start every %(minutes)s minutes. Choose such a time."),
    "too_short": _("The shortest booking here is %(minutes)s minutes."),
    "too_long": _("The longest booking here is %(minutes)s minutes."),
    "places": _("This space has %(places)s places. Ask for no more than that."),
    "quota": _("You can book this space %(count)s times a day at most. Choose another day."),
    "members_only": _("This space is for union members. Ask at the home how to join."),
    "state": _("This can't be done any more: the booking is “%(state)s”."),
    "too_late_to_cancel": _(
        "Cancelling here ends %(minutes)s minutes before the start. Call the home."
    ),
    "too_early_to_check_in": _("Check-in opens %(minutes)s minutes before the start."),
    "key_reused": _("This Idempotency-Key was used for a different booking. Use a new one."),
    "of_activity": _("An activity takes place here. Call off its session instead."),
    "moved": _("The home has just moved this booking. Look at it again."),
    "in_the_way": _("%(count)s bookings are in the way. Move or cancel them first."),
    "too_short_a_while": _(
        "Less than %(minutes)s minutes are left before the next booking or the end of the day."
    ),
    "held": _("There are bookings ahead here. Move or cancel them first."),
}


def refuse(code: str, *, status: int = 422, extra: dict | None = None, **values) -> Refusal:
    """The refusal for `code`, its sentence filled with `values`; `extra` goes into the answer."""
    message = SENTENCES[code]
    return Refusal(code, message % values if values else message, status=status, **(extra or {}))
