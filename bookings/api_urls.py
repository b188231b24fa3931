from django.urls import path

from bookings import api, free_api, grid_api, rules_api, series_api, waitlist_api

urlpatterns = [
    path(
        "spaces/<int:pk>/availability/", free_api.SpaceAvailability.as_view(), name="api_space_free"
    ),
    path("spaces/<int:pk>/rules/", rules_api.SpaceRules.as_view(), name="api_space_rules"),
    path("availability/", free_api.FreeSearch.as_view(), name="api_availability"),
    path("grid/", grid_api.GridView.as_view(), name="api_grid"),
    path("bookings/", api.BookingList.as_view(), name="api_bookings"),
    path("bookings/<int:pk>/cancel/", api.BookingCancel.as_view(), name="api_booking_cancel"),
    path("bookings/<int:pk>/move/", api.BookingMove.as_view(), name="api_booking_move"),
    path("series/", series_api.SeriesList.as_view(), name="api_series"),
    path("series/plan/", series_api.SeriesPlan.as_view(), name="api_series_plan"),
    path("series/<int:pk>/cancel/", series_api.SeriesCancel.as_view(), name="api_series_cancel"),
    path("series/<int:pk>/change/", series_api.SeriesChange.as_view(), name="api_series_change"),
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
