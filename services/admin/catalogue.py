from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from common.admin import ScopedInline
from common.admin_fields import yuan_text
from homes.admin import HomeAdmin, OfHomeAdmin
from services.models import MenuEntry, ServiceItem
from unions.catalogue_admin import CatalogueAdmin


@admin.register(ServiceItem)
class ServiceItemAdmin(CatalogueAdmin):
    list_display = ["name", "name_en", "function", "kind", "months", "order"]
    list_filter = [("function", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter)]
    search_fields = ["name", "name_en", "code"]


@admin.register(MenuEntry)
class MenuEntryAdmin(OfHomeAdmin):
    deletable = True
    list_display = ["item", "home", "when", "price", "active"]
    list_select_related = ["home", "item"]
    list_filter = ["active", ("item__function", ChoicesDropdownFilter)]
    search_fields = ["item__name", "home__name", "home__code"]
    autocomplete_fields = ["home", "item"]

    @display(description=_("price (yuan)"), ordering="price_fen")
    def price(self, row) -> str:
        return yuan_text(row.price_fen) if row.price_fen else _("free")


class MenuInline(ScopedInline):
    model = MenuEntry
    fields = ["item", "when", "price_fen", "note", "active"]
    autocomplete_fields = ["item"]


# A higher app adds its tab to the home's page; homes know nothing of services.
HomeAdmin.inlines.append(MenuInline)
