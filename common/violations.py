"""What the database's constraints say to a person: one sentence for each that a form can meet."""

from django.db import IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BACKWARDS = _("The end lies before the start.")
TWICE = _("This is already on record. Change the existing row instead.")
UNKNOWN = _("This does not fit what is already on record. Reload the page and try again.")

SENTENCES: dict[str, Promise] = {
    "appointment_ends_after_start": BACKWARDS,
    "appointment_once": TWICE,
    "agreement_ends_after_start": BACKWARDS,
    "agreement_once": TWICE,
    "activity_name_once_in_home": _("This home already has an activity of that name."),
    "contract_ends_after_start": BACKWARDS,
    "designation_once_a_year": TWICE,
    "designation_stars": _("A star level has 1 to 5 stars; other titles have none."),
    "entry_negative_only_as_reversal": _("The amount must be more than zero."),
    "entry_not_to_oneself": _("A union can't pay itself."),
    "entry_to_union_or_home": _("Name either the union or the home that receives the money."),
    "entry_voucher_line_once": _("This line of this voucher is already in the ledger."),
    "home_appointment_once": TWICE,
    "home_area_not_negative": _("An area can't be negative."),
    "home_free_area_not_negative": _("An area can't be negative."),
    "home_in_use_has_point": _("A home in use needs its point on the map."),
    "home_point_in_fujian": _("This point lies outside Fujian."),
    "hidden_passage_once": TWICE,
    "hours_both_or_closed": _("Give both times, or none for a day closed."),
    "hours_exception_both_or_none": _("Give both times, or none for a day closed."),
    "hours_exception_once": TWICE,
    "hours_season_both_or_none": _("A season needs its first and its last day."),
    "hours_valid_ends_after_start": BACKWARDS,
    "hours_weekdays_1_to_7": _("Choose at least one weekday."),
    "life_event_one_a_day": _("The status already changes on this date. Choose another date."),
    "menu_entry_once": _("The home already offers this service."),
    "person_phone_is_mobile": _("Enter the 11 digits of a mobile number, such as 13800000007."),
    "premises_end_after_start": BACKWARDS,
    "premises_have_area": _("The area must be more than zero."),
    "premises_once": TWICE,
    "project_once": _("This union already has a project of that name."),
    "quota_lets_somebody_book": _("A quota lets somebody book at least once."),
    "quota_of_one": _("Choose a union, a home or a space, and one of them only."),
    "peak_ends_after_start": BACKWARDS,
    "peak_weekdays_1_to_7": _("Choose at least one weekday."),
    "rule_set_of_one": _("Choose a union, a home or a space, and one of them only."),
    "rule_set_keeps_long_enough": _("A place is kept for 5 minutes to 24 hours."),
    "rule_set_times_make_sense": _(
        "Steps and bookings last at least 5 minutes, and the longest no less than the shortest."
    ),
    "series_ends_after_start": BACKWARDS,
    "series_has_a_place": _("A space has at least one place."),
    "series_has_a_person": _("At least one person comes."),
    "series_weekdays_1_to_7": _("Choose at least one weekday."),
    "reservation_contact_or_account": _("Name an account or somebody without one, not both."),
    "session_ends_after_start": BACKWARDS,
    "session_not_oversold": _("More places are taken than this leaves."),
    "session_once": TWICE,
    "session_scheduled_has_times": _("A scheduled session needs its times."),
    "shift_ends_after_start": BACKWARDS,
    "shift_needs_somebody": _("Say how many people the shift needs."),
    "shift_once": _("This home already has a shift at this time."),
    "space_has_a_place": _("A space has at least one place."),
    "space_name_once_in_home": _("This home already has a space of that name."),
    "space_not_its_own_part": _("A space can't be part of itself."),
    "space_times_make_sense": _(
        "Steps and bookings last at least 5 minutes, and the longest no less than the shortest."
    ),
    "staff_once": TWICE,
    "stop_ends_after_start": BACKWARDS,
    "stop_in_fujian": _("This point lies outside Fujian."),
    "stop_once": _("This vehicle already stops somewhere at this time."),
    "workplace_new_form_within_headcount": _("A part can't be more than the whole headcount."),
}


def sentence_for(error: IntegrityError) -> Promise:
    """The sentence for the constraint that the database found broken."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return SENTENCES.get(name or "", UNKNOWN)
