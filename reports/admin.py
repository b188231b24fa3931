from django.contrib import admin

from reports.models import Standard
from unions.catalogue_admin import CatalogueAdmin


@admin.register(Standard)
class StandardAdmin(CatalogueAdmin):
    """How far a home serves: the province's data, printed beside every figure that uses it."""

    list_display = [
        "name",
        "minutes",
        "metres_per_second",
        "detour_factor",
        "fixed_radius_m",
        "proof_days",
        "is_default",
    ]
    search_fields = ["name", "name_en", "code"]
