"""The admin of the policy on approvals."""

from django.contrib import admin

from bookings.models import ApprovalPolicy
from unions.catalogue_admin import DEFAULTS_APPLY, CatalogueAdmin


@admin.register(ApprovalPolicy)
class ApprovalPolicyAdmin(CatalogueAdmin):
    """One row, kept by the province."""

    while_empty = DEFAULTS_APPLY
    list_display = ["__str__", "decide_hours", "hours_before"]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not ApprovalPolicy.objects.exists()
