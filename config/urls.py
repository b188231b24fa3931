"""Every address of the portal. Each app names its own after the noun they serve."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from common import health, views
from config import leaving
from homes import files
from messaging.views import choose_language

api = [
    path("", include("unions.api_urls")),
    path("", include("messaging.api_urls")),
    path("", include("homes.api_urls")),
    path("", include("bookings.api_urls")),
    path("", include("services.api_urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("i18n/setlang/", choose_language, name="set_language"),
    path(
        "i18n/catalog.js",
        login_not_required(JavaScriptCatalog.as_view()),
        name="javascript-catalog",
    ),
    path("elder/", views.elder_mode, name="elder_mode"),
    path("privacy/", views.privacy, name="privacy"),
    path("account/", include("unions.account_urls")),
    path("me/close/", leaving.close_account, name="close_account"),
    path("admin/", admin.site.urls),
    path("api/schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    path(
        "api/docs/",
        login_not_required(SpectacularSwaggerView.as_view(url_name="schema")),
        name="api_docs",
    ),
    path("api/v1/", include(api)),
    path("", include("unions.urls")),
    path("", include("messaging.urls")),
    path("", include("homes.urls")),
    path("", include("bookings.urls")),
    path("", include("services.urls")),
    path("", include("staffing.urls")),
    path("dashboard/", include("reports.urls")),
    path("media/<path:path>", files.uploaded, name="uploaded"),
]
