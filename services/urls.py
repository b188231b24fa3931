from django.urls import path

from services import views

app_name = "services"
urlpatterns = [
    path("activities/", views.activities, name="activities"),
    path("activities/mine/", views.mine, name="mine"),
    path("activities/<int:pk>/", views.session_page, name="session"),
    path("activities/<int:pk>/sign-up/", views.sign_up, name="sign_up"),
    path("activities/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
