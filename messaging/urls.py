from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("me/messages/", views.inbox, name="inbox"),
    path("me/messages/<int:pk>/open/", views.open_notice, name="open"),
    path("me/messages/read/", views.read_all, name="read_all"),
    path("me/messages/choices/", views.choices, name="choices"),
    path("me/messages/email/", views.email, name="email"),
    path("me/messages/email/confirm/", views.email_confirm, name="email_confirm"),
    path("me/messages/email/remove/", views.email_remove, name="email_remove"),
]
