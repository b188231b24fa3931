"""Admin of catalogues: every cadre reads them, the province keeps them."""

from common.admin import PortalAdmin
from unions.rules import manages_province


class CatalogueAdmin(PortalAdmin):
    """Rows that belong to nobody in particular, the same for all."""

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request) -> bool:
        return manages_province(request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        return manages_province(request.user)
