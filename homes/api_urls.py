from django.urls import path

from homes import api

urlpatterns = [
    path("homes/", api.HomeList.as_view(), name="api_homes"),
    path("homes/<str:code>/", api.HomeDetail.as_view(), name="api_home"),
]
