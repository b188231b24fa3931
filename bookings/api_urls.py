from django.urls import path

from bookings import api, series_api

urlpatterns = [
    path("spaces/<int:pk>/availability/", api.SpaceAvailability.as_view(), name="api_space_free"),
    path("availability/", api.FreeSearch.as_view(), name="api_availability"),
    path("bookings/", api.BookingList.as_view(), name="api_bookings"),
    path("bookings/<int:pk>/cancel/", api.BookingCancel.as_view(), name="api_booking_cancel"),
    path("bookings/<int:pk>/move/", api.BookingMove.as_view(), name="api_booking_move"),
    path("series/", series_api.SeriesList.as_view(), name="api_series"),
    path("series/plan/", series_api.SeriesPlan.as_view(), name="api_series_plan"),
    path("series/<int:pk>/cancel/", series_api.SeriesCancel.as_view(), name="api_series_cancel"),
    path("series/<int:pk>/change/", series_api.SeriesChange.as_view(), name="api_series_change"),
    path("bookings/<int:pk>/check-in/", api.BookingCheckIn.as_view(), name="api_booking_check_in"),
]
