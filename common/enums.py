from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportState(models.TextChoices):
    QUEUED = "queued", _("waits to be checked")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    SAVING = "saving", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


UNFINISHED_IMPORTS = (ImportState.QUEUED, ImportState.CHECKING, ImportState.SAVING)


class ImportFileRole(models.TextChoices):
    ORIGINAL = "original", _("as it was uploaded")
    RETURNED = "returned", _("with every wrong cell marked")


class JobState(models.TextChoices):
    """How a timed task stands."""

    NEW = "new", _("has not run yet")
    WELL = "well", _("on time")
    LATE = "late", _("late")
    FAILING = "failing", _("fails")
    OFF = "off", _("switched off")
