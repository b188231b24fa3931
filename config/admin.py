"""The admin of what needs every app at once: imports."""

from django.contrib import admin

from common.imports.admin import ImportBatchAdmin
from common.models import ImportBatch
from config import jobs_admin, system_admin

__all__ = ["jobs_admin", "system_admin"]

admin.site.register(ImportBatch, ImportBatchAdmin)
