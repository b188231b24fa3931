from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DivisionLevel(TextChoices):
    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture-level city")
    COUNTY = "county", _("county or district")
    ZONE = "zone", _("functional zone")


class UnionLevel(TextChoices):
    PROVINCE = "province", _("provincial federation")
    CITY = "city", _("city federation")
    COUNTY = "county", _("county or district federation")
    INDUSTRY = "industry", _("industry union")
    TOWNSHIP = "township", _("township, sub-district or park federation")
    PRIMARY = "primary", _("primary union")


class MemberStatus(TextChoices):
    MEMBER = "member", _("union member")
    APPLYING = "applying", _("applying to join")
    NOT_MEMBER = "not_member", _("not a member")


class WorkerGroup(TextChoices):
    """The article's target groups and the four key kinds of new-form work."""

    SMALL_MICRO = "small_micro", _("small or micro enterprise")
    FLEXIBLE = "flexible", _("flexible employment")
    PLATFORM = "platform", _("platform work")
    TRUCK_DRIVER = "truck_driver", _("truck driver")
    RIDE_HAILING = "ride_hailing", _("ride-hailing driver")
    COURIER = "courier", _("courier")
    RIDER = "rider", _("food delivery rider")
    CONSTRUCTION = "construction", _("construction site")
    SANITATION = "sanitation", _("sanitation")
    MIGRANT = "migrant", _("migrant worker")
    OTHER = "other", _("other worker")


class Role(TextChoices):
    MANAGER = "manager", _("manager")
    EDITOR = "editor", _("editor")
    FINANCE = "finance", _("finance")
    AUDITOR = "auditor", _("auditor")
    VIEWER = "viewer", _("viewer")


class Power(TextChoices):
    """What a role lets its holder do with the rows in its scope."""

    VIEW = "view", _("view")
    EDIT = "edit", _("edit")
    MANAGE = "manage", _("manage")
    FINANCE = "finance", _("keep the ledger")


class Datum(TextChoices):
    WGS84 = "wgs84", _("WGS84 (GPS)")
    GCJ02 = "gcj02", _("GCJ-02 (Amap, Tencent)")
    BD09 = "bd09", _("BD-09 (Baidu)")


class PointsReason(TextChoices):
    """What points were given for, or taken back for."""

    CHECK_IN = "check_in", _("came to a booking")
    SESSION = "session", _("attended an activity")
    CORRECTION = "correction", _("taken back")
