"""Why a session or a sign-up is refused: one code, one sentence, in page, API and admin."""

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

SENTENCES = {
    "times": _("The session must end after it starts."),
    "past": _("This session has begun already. Choose a later one."),
    "past_start": _("A session can only be scheduled ahead. Choose a time to come."),
    "home_closed": _("This home is not in operation now, so no session can be scheduled here."),
    "other_home": _("This space belongs to another home. Choose one of the activity's own home."),
    "session_exists": _("This activity has a session at this time already."),
    "sign_up_window": _("Sign-up must close at the start of the session at the latest."),
    "below_taken": _("%(places)s places are taken already. Allow at least as many."),
    "state": _("This can't be done any more: the session is “%(state)s”."),
    "no_sign_up": _("No sign-up is needed here: just come."),
    "sign_up_closed": _("Sign-up for this session has closed. Choose another session."),
    "members_only": _("This session is for union members. Ask at the home how to join."),
    "already_signed_up": _("You have signed up for this session already."),
    "places": _("One person can take %(places)s places at most."),
    "full": _("All places of this session are taken. Choose another session."),
    "fewer_places": _("Only %(places)s places are left. Ask for fewer."),
    "not_signed_up": _("You are not signed up for this session."),
    "attended": _("Attendance has been noted already, so this sign-up can't be withdrawn."),
    "not_begun": _("The session has not begun yet. Note this once it has."),
    "future": _("This day is still to come. Note the session once it has taken place."),
    "nobody_counted": _("Note who came, or enter the person-times."),
    "not_there": _("You can rate what you took part in, once you have checked in or attended."),
    "own_home": _("You act for this home, so you can't rate it."),
    "stars": _("Choose one to five stars."),
    "rate_too_late": _("A rating can be given for %(days)s days afterwards."),
    "rating_stands": _("A rating can be changed for %(days)s days. Yours stands now."),
    "confidential": _("To protect you, a visit to this room is rated without a comment."),
    "personal_number": _(
        "Leave telephone and identity numbers out: what you write is shown in public."
    ),
    "no_answer": _("Write an answer first: it is shown in public."),
    "not_in_comment": _("These words don't stand in the comment. Copy them exactly."),
    "no_reason": _("Say why these words are personal data; it is kept in the audit log."),
}


def refuse(code: str, *, status: int = 422, **values) -> Refusal:
    """The refusal for `code`, its sentence filled with `values`, which also travel along."""
    message = SENTENCES[code]
    return Refusal(code, message % values if values else message, status=status, **values)
