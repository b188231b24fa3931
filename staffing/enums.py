from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StaffRole(TextChoices):
    CADRE = "cadre", _("union cadre")
    SOCIAL_WORKER = "social_worker", _("social worker")
    VOLUNTEER = "volunteer", _("volunteer")


class AssignmentState(TextChoices):
    OFFERED = "offered", _("offered")
    TAKEN = "taken", _("taken")
    ATTENDED = "attended", _("attended")
    ABSENT = "absent", _("absent")
    WITHDRAWN = "withdrawn", _("withdrawn")


# An assignment in these states fills a place of its shift and occupies its person.
FILLING = (AssignmentState.TAKEN, AssignmentState.ATTENDED)
