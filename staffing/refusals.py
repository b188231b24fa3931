"""Why a shift or an assignment is refused: one code, one sentence, in page, API and admin."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

SENTENCES = {
    "times": _("The shift must end after it starts."),
    "too_long_shift": _("A shift lasts %(hours)s hours at most. Split it."),
    "nobody_needed": _("Say how many people of which role the shift needs."),
    "shift_exists": _("This home has a shift at exactly this time already. Change that one."),
    "below_filled": _("%(people)s people of this role have taken the shift already."),
    "attended": _("Attendance has been noted for this shift already, so it stays."),
    "other_home": _("%(name)s does not serve at this home."),
    "not_serving": _("%(name)s does not serve at this home on that day."),
    "past": _("This shift is over."),
    "begun": _("This shift has begun. Call the home."),
    "role_not_needed": _("This shift needs nobody in this role: %(role)s."),
    "shift_full": _("All places for this role are taken. Choose another shift."),
    "double_duty": _("One person can't be on two shifts at once. Choose another time or person."),
    "state": _("This can't be done any more: the assignment is “%(state)s”."),
    "not_begun": _("The shift has not begun yet. Note who came once it has."),
}


def refuse(code: str, *, status: int = 422, **values) -> Refusal:
    """The refusal for `code`, its sentence filled with `values`, which also travel along."""
    message = SENTENCES[code]
    return Refusal(code, message % values if values else message, status=status, **values)
