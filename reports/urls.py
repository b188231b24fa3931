from django.urls import path

from reports import dashboard_views, views

app_name = "reports"
urlpatterns = [
    path("", dashboard_views.home, name="home"),
    path("unions/<str:code>/", dashboard_views.dashboard, name="dashboard"),
    path("unions/<str:code>/rows/<slug:kind>/", dashboard_views.rows, name="rows"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/progress/", views.progress, name="progress"),
    path("reports/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("reports/<int:pk>/files/<slug:format>/", views.download, name="download"),
]
