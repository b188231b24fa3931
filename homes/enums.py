from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Mechanism(TextChoices):
    HOST_BASED = "host_based", _("host-based")
    INNOVATIVE = "innovative", _("innovative")


class Scene(TextChoices):
    PARK = "park", _("park")
    COMMUNITY = "community", _("community")
    COMMERCIAL = "commercial", _("commercial zone")
    BUILDING = "building", _("building")
    MOBILE = "mobile", _("mobile")
    ENTERPRISE = "enterprise", _("enterprise")
    TOWNSHIP = "township", _("township")
    INDUSTRY = "industry", pgettext_lazy("scene", "industry")
    COMPREHENSIVE = "comprehensive", _("comprehensive")
    CULTURE_TOURISM = "culture_tourism", _("culture and tourism")
    OTHER = "other", _("other")


class ConstructionMode(TextChoices):
    PARTY_LED = "party_led", _("Party building leads union building")
    MASS_SOCIAL = "mass_social", _("joint building by mass and social organisations")
    HOST_ENTITY = "host_entity", _("co-building by host entities")
    UNION_BUILT = "union_built", _("built by the union itself")


class HostBase(TextChoices):
    WORKERS_HOME = "workers_home", _("existing workers' home")
    PARTY_MASS_CENTRE = "party_mass_centre", _("Party-mass or citizen service centre")
    SERVICE_CENTRE = "service_centre", _("workers' service centre")
    IDLE_GOVERNMENT = "idle_government", _("idle government premises")
    IDLE_SOCIAL = "idle_social", _("idle social premises")
    OTHER = "other", _("other")


class Status(TextChoices):
    PLANNED = "planned", _("planned")
    BUILDING = "building", pgettext_lazy("home", "being built")
    TRIAL = "trial", _("trial run")
    OPEN = "open", _("in operation")
    SUSPENDED = "suspended", _("suspended")
    RECTIFYING = "rectifying", _("rectifying")
    CLOSED = "closed", _("closed down")


# A home counts in figures, and can be booked, in these states.
IN_OPERATION = (Status.TRIAL, Status.OPEN)
# The public may see a home in these: a door that is shut for now must say so.
PUBLIC = (Status.TRIAL, Status.OPEN, Status.SUSPENDED, Status.RECTIFYING)


class Admission(TextChoices):
    EVERYONE = "everyone", _("everyone, residents too")
    WORKERS = "workers", _("all workers, members or not")
    MEMBERS = "members", _("union members")
    HOST = "host", _("workers of the host enterprise only")


class Regime(TextChoices):
    OFFICE = "office", _("office hours")
    EXTENDED = "extended", _("extended hours")
    ATTENDED_24H = "attended_24h", _("24 hours, attended")
    UNATTENDED_24H = "unattended_24h", _("24 hours, unattended")


class DayKind(TextChoices):
    """What the State Council's notice makes of a date."""

    HOLIDAY = "holiday", _("statutory holiday")
    WORKDAY = "workday", _("make-up working day")


class HoursKind(TextChoices):
    """On which days hours apply."""

    WEEKLY = "weekly", _("on the weekdays given")
    HOLIDAY = "holiday", _("on statutory holidays")
    WORKDAY = "workday", _("on make-up working days")


class DesignationKind(TextChoices):
    PILOT = "pilot", _("provincial pilot")
    PROVINCIAL = "provincial", _("provincial designation")
    STAR = "star", _("star level")


class Zone(TextChoices):
    SPORT = "sport", _("sport and fitness")
    LEISURE = "leisure", _("leisure")
    PUBLIC_SERVICE = "public_service", _("public service")


class Mode(TextChoices):
    EXCLUSIVE = "exclusive", _("booked as a whole")
    PLACES = "places", _("booked by places")
    WALK_IN = "walk_in", _("walk-in, no booking")


class LateCancel(TextChoices):
    """What cancelling after the deadline is: better than not coming, in any case."""

    COUNTED = "counted", _("possible, and counted")
    FREE = "free", _("possible, not counted")
    REFUSED = "refused", _("not possible")


class Condition(TextChoices):
    IN_USE = "in_use", _("in use")
    FAULT = "fault", _("out of order")
    CLOSED = "closed", _("closed")


class Proof(TextChoices):
    STAFF = "staff", _("staff at the door")
    SYSTEM = "system", _("asked for by the system")


class CountMethod(TextChoices):
    TYPED = "typed", _("typed")
    SCANNED = "scanned", _("scanned at the door")


class TicketLevel(TextChoices):
    """Who must answer now; an overdue ticket climbs."""

    HOME = "home", _("the home")
    COUNTY = "county", _("county or district federation")
    CITY = "city", _("city federation")


class TicketState(TextChoices):
    OPEN = "open", pgettext_lazy("ticket", "to be answered")
    REOPENED = "reopened", pgettext_lazy("ticket", "reopened")
    CLOSED = "closed", pgettext_lazy("ticket", "answered")


class InspectionResult(TextChoices):
    PASSED = "passed", _("passed")
    FAILED = "failed", _("failed")
