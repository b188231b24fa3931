from django.urls import path

from bookings import api, rules_api, waitlist_api

urlpatterns = [
    path("spaces/<int:pk>/availability/", api.SpaceAvailability.as_view(), name="api_space_free"),
    path("spaces/<int:pk>/rules/", rules_api.SpaceRules.as_view(), name="api_space_rules"),
    path("availability/", api.FreeSearch.as_view(), name="api_availability"),
    path("bookings/", api.BookingList.as_view(), name="api_bookings"),
    path("bookings/<int:pk>/cancel/", api.BookingCancel.as_view(), name="api_booking_cancel"),
    path("bookings/<int:pk>/check-in/", api.BookingCheckIn.as_view(), name="api_booking_check_in"),
    path("waitlist/", waitlist_api.Waitlist.as_view(), name="api_waitlist"),
    path(
        "waitlist/<int:pk>/accept/",
        waitlist_api.WaitlistAccept.as_view(),
        name="api_waitlist_accept",
    ),
    path(
        "waitlist/<int:pk>/decline/",
        waitlist_api.WaitlistDecline.as_view(),
        name="api_waitlist_decline",
    ),
    path(
        "waitlist/<int:pk>/leave/",
        waitlist_api.WaitlistLeave.as_view(),
        name="api_waitlist_leave",
    ),
]
