from django.contrib import admin
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from homes.models import CalendarDay, Facility
from unions.catalogue_admin import CatalogueAdmin


@admin.register(Facility)
class FacilityAdmin(CatalogueAdmin):
    list_display = ["name", "name_en", "zone", "confidential", "order"]
    list_filter = [("zone", ChoicesDropdownFilter), "confidential"]
    search_fields = ["name", "name_en", "code"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change:
            obj.spaces.refresh_search_texts()


@admin.register(CalendarDay)
class CalendarDayAdmin(CatalogueAdmin):
    """Edited each November from the State Council's notice."""

    deletable = True
    list_display = ["on", "name", "kind", "source"]
    list_filter = [("kind", ChoicesDropdownFilter)]
    date_hierarchy = "on"

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_change_permission(request, obj)
