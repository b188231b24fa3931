"""The admin of what needs every app at once: imports."""

from django.contrib import admin

from common.imports.admin import ImportBatchAdmin
from common.models import ImportBatch

admin.site.register(ImportBatch, ImportBatchAdmin)
