from django.contrib import admin
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from common.admin import ReadOnlyInline
from common.admin_fields import yuan_text
from homes.admin import HomeAdmin, OfHomeAdmin
from services.models import MenuEntry, ServiceItem
from unions.catalogue_admin import CatalogueAdmin


def price_text(entry: MenuEntry) -> str:
    return yuan_text(entry.price_fen) if entry.price_fen else gettext("free")


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
        return price_text(row)


class MenuInline(ReadOnlyInline):
    """Twenty services as twenty rows of inputs are too much for a phone: one opens to change."""

    model = MenuEntry
    fields = ["item", "when", "price", "note", "active"]
    readonly_fields = fields
    show_change_link = True
    add_url = reverse_lazy("admin:services_menuentry_add")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("item")

    @display(description=_("price (yuan)"))
    def price(self, row) -> str:
        return price_text(row)


# A higher app adds its tab to the home's page; homes know nothing of services.
HomeAdmin.inlines.append(MenuInline)
