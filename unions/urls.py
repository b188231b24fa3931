from django.urls import path

from unions import views

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/points/", views.my_points, name="my_points"),
    path("me/data.json", views.download, name="own_data"),
]
