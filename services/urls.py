from django.urls import path

from services import rating_views, views

app_name = "services"
urlpatterns = [
    path("activities/", views.activities, name="activities"),
    path("activities/mine/", views.mine, name="mine"),
    path("activities/<int:pk>/", views.session_page, name="session"),
    path("activities/<int:pk>/sign-up/", views.sign_up, name="sign_up"),
    path("activities/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("bookings/<int:pk>/rate/", rating_views.rate_booking, name="rate_booking"),
    path("sign-ups/<int:pk>/rate/", rating_views.rate_activity, name="rate_activity"),
    path("d/<uuid:token>/rate/", rating_views.rate_visit, name="rate_visit"),
    path("homes/<str:code>/ratings/", rating_views.home_ratings, name="ratings"),
]
