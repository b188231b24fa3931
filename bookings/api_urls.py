from django.urls import path

from bookings import api, grid_api

urlpatterns = [
    path("spaces/<int:pk>/availability/", api.SpaceAvailability.as_view(), name="api_space_free"),
    path("availability/", api.FreeSearch.as_view(), name="api_availability"),
    path("grid/", grid_api.GridView.as_view(), name="api_grid"),
    path("bookings/", api.BookingList.as_view(), name="api_bookings"),
    path("bookings/<int:pk>/cancel/", api.BookingCancel.as_view(), name="api_booking_cancel"),
    path("bookings/<int:pk>/check-in/", api.BookingCheckIn.as_view(), name="api_booking_check_in"),
]
