from django.urls import path

from bookings import feed_views, free_views, views

app_name = "bookings"
urlpatterns = [
    path("free/", free_views.free, name="free"),
    path("spaces/<int:pk>/", views.space_page, name="space"),
    path("spaces/<int:pk>/book/", views.book, name="book"),
    path("calendar/<str:token>.ics", feed_views.calendar, name="calendar"),
    path("me/calendar/", feed_views.subscribe, name="subscribe"),
    path("me/calendar/<int:pk>/revoke/", feed_views.revoke, name="revoke_feed"),
    path("bookings/", views.booking_list, name="list"),
    path("bookings/<int:pk>/", views.booking_page, name="detail"),
    path("bookings/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("bookings/<int:pk>/check-in/", views.check_in, name="check_in"),
]
