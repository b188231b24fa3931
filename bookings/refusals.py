"""Why a booking is refused: one code, one sentence, the same in page, API and admin.

`quota` has its sentences where it is counted, in bookings.counting.
"""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

SENTENCES = {
    "taken": _("Somebody else has this time. Choose one of the free times."),
    "home_full": _(
        "The home lets in %(cap)s people at once by booking, and they are coming then. Choose one "
        "of the free times, or come with fewer."
    ),
    "closed": _("The home is not open for the whole of this time. Choose a time within its hours."),
    "closed_hours": _("On that day the home is open %(hours)s. Choose a time within its hours."),
    "closed_day": _("The home is closed on that day. Choose another day."),
    "closed_for": _("The home is closed on that day: %(reason)s. Choose another day."),
    "not_bookable": _("This space can't be booked now. Choose another space."),
    "walk_in": _("No booking is needed here: just walk in while the home is open."),
    "past": _("This time has passed. Choose a later one."),
    "too_soon": _(
        "This space must be booked at least %(length)s ahead. Choose a start from %(first)s on."
    ),
    "too_far": _(
        "This space can be booked at most %(days)s days ahead. Choose a day up to %(last)s."
    ),
    "step": _(
        "Bookings here start every %(minutes)s minutes and last a multiple of it. Choose such a "
        "time, as %(example)s."
    ),
    "too_short": _("The shortest booking here is %(length)s. Book that much or more."),
    "too_long": _("The longest booking here is %(length)s. Book that much or less."),
    "places": _("This space has %(places)s places. Ask for no more than that."),
    "people": _("This space takes %(people)s people. Come with no more, or choose a larger one."),
    "members_only": _("This space is for union members. Ask at the home how to join."),
    "partners_only": _(
        "This space is for workers of the firms that build this home together. Do you work for "
        "one? Say so on the page of this space; the home confirms it."
    ),
    "declare": _("This space is for those who can say: %(missing)s. Tick it, if it is true."),
    "state": _("This can't be done any more: the booking is “%(state)s”."),
    "too_late_to_cancel": _("Cancelling here ends %(length)s before the start. Call the home."),
    "too_early_to_check_in": _(
        "Check-in opens %(minutes)s minutes before the start, at %(opens)s. Come back then."
    ),
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
    "own_request": _(
        "This is your own request, so somebody else approves it: %(who)s. You may cancel it."
    ),
    "block_over": _("This block has ended already."),
    "free_now": _("This time is free now. Book it instead of waiting."),
    "already_booked": _("You have booked this yourself. There is nothing to wait for."),
    "already_waiting": _(
        "You stand in line here for %(places)s places already. Leave that line first."
    ),
    "too_many_lines": _(
        "You wait for %(count)s times already, which is the most. Leave one of the lists first."
    ),
    "no_offer": _("No place is kept for you here any more. Look under Bookings."),
    "offer_lapsed": _(
        "The place was kept for you until a short while ago. It has gone to the next in line."
    ),
    "not_in_line": _("This person does not wait any more. Reload the list."),
    "changed": _(
        "Something has changed since this list was made. Look at it again; nothing has been done."
    ),
    "nothing_chosen": _("Choose at least one date that is still to come."),
    "series_dates": _("The last date must lie after the first, and neither in the past."),
    "series_empty": _("There is no such weekday between these dates."),
    "series_too_long": _("A series runs for a year at most. Choose an earlier last date."),
    "series_too_many": _(
        "A series has %(most)s dates at most. Choose fewer days or an earlier end."
    ),
    "no_homes": _("Choose at least one home that is in operation and that you may change."),
    "closure_times": _("Give a time that has not passed, its end after its start."),
    "closure_too_long": _("Close for three months at most; for longer, suspend the home."),
    "may_not_keep": _("While the home is closed no booking can stay. Move or cancel it."),
    "not_ready": _("This can't be done now. Load the page again to see how far it is."),
    "out_again": _(
        "A later closure keeps this space, or a part or the whole of it, out of order. Take that "
        "one back first."
    ),
    "nothing_to_close": _("Nothing is left to be closed here."),
    "not_yours": _("You may not change this home any more."),
    "in_the_way": _("%(count)s bookings are in the way. Move or cancel them first."),
    "too_short_a_while": _(
        "Less than %(minutes)s minutes are left before the next booking or the end of the day."
    ),
    "held": _("There are bookings ahead here. Move or cancel them first."),
    "cap_sold": _(
        "More than %(cap)s people have booked from %(when)s on. Allow more, or move or cancel "
        "bookings first."
    ),
    "rules_clash": _(
        "With this, the shortest booking of %(space)s at %(home)s would be longer than the "
        "longest. Change that space's own rules first, or choose other lengths."
    ),
    "address_made": _(
        "Your address has been made already and is shown only once. Have you not kept it? Make a "
        "new one."
    ),
    "not_partner": _("This firm has no agreement with the home now. Choose another."),
}


def refuse(
    code: str, *, status: int = 422, extra: dict | None = None, sentence: str = "", **values
) -> Refusal:
    """The refusal for `code`, its sentence filled with `values`; `extra` goes into the answer.

    `sentence` is the key of another sentence for the same code, where the case has one.
    """
    message = SENTENCES[sentence or code]
    return Refusal(code, message % values if values else message, status=status, **(extra or {}))


def refuse_as(code: str, sentence: str, *, extra: dict) -> Refusal:
    """The refusal for `code` with a sentence made for the case."""
    return Refusal(code, sentence, **extra)
