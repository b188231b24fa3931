from django.urls import path

from services import api

urlpatterns = [
    path("activities/", api.ActivityList.as_view(), name="api_activities"),
    path("activities/<int:pk>/", api.ActivityDetail.as_view(), name="api_activity"),
    path("activities/<int:pk>/sign-up/", api.ActivitySignUp.as_view(), name="api_sign_up"),
    path("activities/<int:pk>/withdraw/", api.ActivityWithdraw.as_view(), name="api_withdraw"),
]
