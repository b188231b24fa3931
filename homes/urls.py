from django.urls import path

from homes import views

app_name = "homes"
urlpatterns = [
    path("", views.home_list, name="list"),
    path("map/", views.home_map, name="map"),
    path("homes/<str:code>/", views.home_page, name="detail"),
]
