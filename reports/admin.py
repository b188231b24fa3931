from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from homes.enums import DesignationKind
from reports.models import Standard, TypicalRule
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


@admin.register(TypicalRule)
class TypicalRuleAdmin(CatalogueAdmin):
    """One row, kept by the province."""

    list_display = ["__str__", "titles", "least_stars"]

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not TypicalRule.objects.exists()

    @display(description=_("titles that make a home typical"))
    def titles(self, rule) -> str:
        return ", ".join(str(DesignationKind(kind).label) for kind in rule.kinds)
