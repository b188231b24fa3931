from django.urls import path

from staffing import views

app_name = "staffing"
urlpatterns = [
    path("duty/", views.duty_page, name="duty"),
    path("duty/shifts/<int:pk>/take/", views.take, name="take"),
    path("duty/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
