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
    "blocked": _(
        "Several bookings were missed, so you can't book online until %(until)s. Come in or call "
        "the home. Is that wrong? Appeal under Me › My record."
    ),
    "undo_over": _("A check-in can be taken back within %(minutes)s minutes only."),
    "not_missed_yet": _("Wait until %(minutes)s minutes after the start."),
    "no_such_code": _("There is no booking with this code here today. Check the six digits."),
    "too_many_codes": _("That was a lot of wrong codes. Ask the keeper, or try again in an hour."),
    "waived_already": _("This no longer counts, so there is nothing to appeal."),
    "appealed_already": _("You have appealed already. The answer will stand here."),
    "appeal_decided": _("This appeal has been answered."),
    "no_grounds": _("Write in a few words what was wrong."),
    "no_answer": _("Write why: the person reads it."),
    "own_conduct": _("This concerns you, or you recorded it yourself. Somebody else must decide."),
    "block_over": _("This block has ended already."),
    "held": _("There are bookings ahead here. Move or cancel them first."),
}


def refuse(code: str, *, status: int = 422, extra: dict | None = None, **values) -> Refusal:
    """The refusal for `code`, its sentence filled with `values`; `extra` goes into the answer."""
    message = SENTENCES[code]
    return Refusal(code, message % values if values else message, status=status, **(extra or {}))
