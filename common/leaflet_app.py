"""django-leaflet without GeoDjango.

`leaflet.admin` imports GDAL, which a plain machine does not have, and the admin's
autodiscovery imports every app's `admin` module. Only the template tags and static files are
needed, so the module is kept out. See docs/decisions/0002-no-geodjango.md.
"""

import sys
import types

from django.utils.translation import gettext_lazy as _
from leaflet.apps import LeafletConfig

# Fujian: the first view of every map, as (south, west), (north, east).
LEAFLET_CONFIG = {
    "SPATIAL_EXTENT": (115.8, 23.4, 120.8, 28.4),
    "TILES": [],
    "RESET_VIEW": False,
    "SCALE": "metric",
    "ATTRIBUTION_PREFIX": "",
    "NO_GLOBALS": False,
}


class LeafletWithoutAdmin(LeafletConfig):
    name = "leaflet"
    verbose_name = _("Maps")

    def import_models(self) -> None:
        super().import_models()
        sys.modules.setdefault("leaflet.admin", types.ModuleType("leaflet.admin"))
