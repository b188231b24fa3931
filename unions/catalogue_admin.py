"""Admin of catalogues: every cadre reads them, the province keeps them."""

from django.utils.translation import gettext_lazy as _

from common.admin import PortalAdmin
from unions.rules import manages_province

# Of a policy of one row, while the province has said nothing of its own.
DEFAULTS_APPLY = _("The usual figures apply. The province changes them by adding a row.")


class CatalogueAdmin(PortalAdmin):
    """Rows that belong to nobody in particular, the same for all."""

    def has_view_permission(self, request, obj=None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request) -> bool:
        return manages_province(request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        return manages_province(request.user)
