from django.urls import path

from bookings import (
    conduct_views,
    feed_views,
    free_views,
    move_views,
    partner_views,
    series_views,
    views,
    waitlist_views,
)

app_name = "bookings"
urlpatterns = [
    path("free/", free_views.free, name="free"),
    path("spaces/<int:pk>/", views.space_page, name="space"),
    path("spaces/<int:pk>/book/", views.book, name="book"),
    path("homes/<str:code>/firms/", partner_views.partner, name="partner"),
    path("calendar/<str:token>.ics", feed_views.calendar, name="calendar"),
    path("me/calendar/", feed_views.subscribe, name="subscribe"),
    path("me/calendar/<int:pk>/revoke/", feed_views.revoke, name="revoke_feed"),
    path("bookings/", views.booking_list, name="list"),
    path("bookings/<int:pk>/", views.booking_page, name="detail"),
    path("bookings/series/<int:pk>/", series_views.series_page, name="series"),
    path("bookings/series/<int:pk>/cancel/", series_views.cancel, name="series_cancel"),
    path("bookings/<int:pk>/move/", move_views.times, name="move"),
    path("bookings/<int:pk>/move/to/", move_views.confirm, name="move_to"),
    path("bookings/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("bookings/<int:pk>/check-in/", views.check_in, name="check_in"),
    path("d/<uuid:token>/code/", conduct_views.check_in_by_code, name="door_code"),
    path("me/conduct/", conduct_views.own_conduct, name="conduct"),
    path("me/conduct/<int:pk>/appeal/", conduct_views.appeal, name="appeal"),
    path("spaces/<int:pk>/wait/", waitlist_views.wait, name="wait"),
    path("waitlist/<int:pk>/accept/", waitlist_views.accept, name="accept"),
    path("waitlist/<int:pk>/decline/", waitlist_views.decline, name="decline"),
    path("waitlist/<int:pk>/leave/", waitlist_views.leave, name="leave"),
]
