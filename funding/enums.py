from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MoneySource(TextChoices):
    """Where money comes from in the first place, whoever passes it on."""

    PROVINCE = "province", _("provincial federation")
    CITY = "city", _("city federations")
    COUNTY = "county", _("county federations")
    PRIMARY = "primary", _("primary unions")
    GOVERNMENT = "government", _("government")
    ENTERPRISE = "enterprise", _("enterprises")
    SOCIETY = "society", _("society")


class ProjectState(TextChoices):
    APPLIED = "applied", _("applied for")
    APPROVED = "approved", _("approved")
    PAID = "paid", _("paid out")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
