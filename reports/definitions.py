"""What each figure means (口径): one name and one sentence, for every place that shows it."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from homes.enums import DesignationKind
from reports.models import Standard, TypicalRule

# figure: (name, definition)
DEFINITIONS = {
    "workers": (
        _("workers"),
        _(
            "Headcount of the surveyed workplaces in the divisions of the union; "
            "divisions out of denominators (Kinmen) are left out."
        ),
    ),
    "covered": (
        _("workers covered"),
        _(
            "Workers whose workplace lies within the radius of a home that serves then, whoever "
            "runs it; great-circle distance on a sphere of radius 6,371,008.8 m, WGS84 points."
        ),
    ),
    "share": (_("share covered"), _("Workers covered ÷ workers.")),
    "not_covered": (
        _("workers not covered"),
        _("Workers whose workplace has no such home within the radius."),
    ),
    "proven_share": (
        _("share covered, proven"),
        _(
            "The same share, where only homes count whose door was checked and found open within "
            "the days of proof of the standard."
        ),
    ),
    "proven_homes": (
        _("homes proven open"),
        _("Homes in operation whose door was checked and found open within the days of proof."),
    ),
    "homes": (
        _("number of homes"),
        _(
            "Homes of the union and all unions below it that are on trial or in operation on the "
            "last day, by their dated history; satellites count with their home."
        ),
    ),
    "homes_by_scene": (_("homes by scene"), _("The same homes by the place they are in.")),
    "homes_by_mechanism": (
        _("homes by mechanism"),
        _("The same homes: host-based in an enterprise, or innovative, run by a local union."),
    ),
    "provincial_designations": (
        _("provincial designations"),
        _("Homes whose provincial designation, by its year, stands on the last day."),
    ),
    "counties_without_home": (
        _("counties without a home"),
        _("Counted counties of the union in which no home is in operation on the last day."),
    ),
    "counties_without_typical": (
        _("counties without a typical home"),
        _("Counted counties of the union in which no home in operation is a typical one."),
    ),
    "industries_without_home": (
        _("industries without a home"),
        _("Industry unions of the union that have no home in operation, nor have those below."),
    ),
    "industries_without_typical": (
        _("industries without a typical home"),
        _("Industry unions of which no home in operation is a typical one."),
    ),
    "person_times": (
        _("person-times"),
        _(
            "Visits counted at the door (scanned or typed) plus attendance of sessions held, "
            "within the period. Person-times, not persons."
        ),
    ),
    "visits": (
        _("visits"),
        _("Person-times counted at the door within the period, scanned or typed."),
    ),
    "attendance": (
        _("attendance of sessions"),
        _("Person-times at sessions of activities held within the period."),
    ),
    "sessions": (_("sessions"), _("Sessions of activities held within the period.")),
    "bookings": (
        _("bookings"),
        _("Reservations that begin within the period, in every state."),
    ),
    "no_show_share": (
        _("share of no-shows"),
        _(
            "No-shows ÷ (no-shows + reservations checked in). It covers only homes and spaces that "
            "record check-ins; elsewhere nobody knows who came, and nothing is counted."
        ),
    ),
    "invested_fen": (
        _("money invested"),
        _(
            "Ledger entries of the period to homes of the union and all below it. Money passed "
            "between unions is not added, so a yuan counts once, where it is spent."
        ),
    ),
    "by_source_fen": (
        _("by source"),
        _("Money invested by its origin, whichever union passed it on."),
    ),
    "transfers_fen": (
        _("transfers between unions"),
        _("Payments between two unions of the subtree; shown for information, never added."),
    ),
    "leverage": (
        _("leverage"),
        _("Money invested from all other sources ÷ that from the provincial federation."),
    ),
    "projects": (
        _("projects"),
        _("Projects of which money was invested within the period."),
    ),
    "free_area_m2": (
        _("area free of charge"),
        _(
            "Square metres that the homes in operation on the last day use free of charge, by the "
            "premises on record, else as registered. In kind, never added to money."
        ),
    ),
    "by_union": (
        _("by union"),
        _("Money invested in the subtree of each union directly below."),
    ),
    "shifts": (_("shifts"), _("Shifts of the homes that begin within the period.")),
    "places": (_("people needed"), _("The people that those shifts need, all roles together.")),
    "filled": (
        _("people on duty"),
        _("Assignments to those shifts that were taken or attended."),
    ),
    "filled_share": (_("share filled"), _("People on duty ÷ people needed.")),
}


def name_of(figure: str) -> str:
    """The figure's name in the reader's language."""
    return str(DEFINITIONS[figure][0])


def texts_of(keys: Iterable[str], standard: Standard | None = None) -> dict[str, str]:
    """Definitions, in the reader's language, of those keys that are figures, and of the radius
    if a standard is given."""
    texts = {key: str(DEFINITIONS[key][1]) for key in keys if key in DEFINITIONS}
    if standard is not None:
        texts["radius_m"] = radius_text(standard)
    return texts


def radius_text(standard: Standard) -> str:
    """How the standard's radius comes about, with its numbers."""
    facts = {
        "name": standard.label,
        "radius": f"{standard.radius_m:.1f}",
        "minutes": standard.minutes,
        "speed": standard.metres_per_second,
        "detour": standard.detour_factor,
    }
    if standard.fixed_radius_m is not None:
        text = _("%(name)s: %(minutes)s minutes on foot, a radius of %(radius)s m by rule.")
    else:
        text = _(
            "%(name)s: %(minutes)s minutes × 60 × %(speed)s m/s ÷ detour factor %(detour)s "
            "= %(radius)s m in a straight line."
        )
    return str(text) % facts


def typical_text(rule: TypicalRule) -> str:
    """Which titles make a home typical, by the rule in force."""
    stars = _("star level of %(stars)s or more") % {"stars": rule.least_stars}
    names = [
        str(stars if kind == DesignationKind.STAR else DesignationKind(kind).label)
        for kind in rule.kinds
    ]
    text = _("Typical is a home that holds one of these titles on the last day: %(titles)s.")
    return str(text) % {"titles": " / ".join(names)}
