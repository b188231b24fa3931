from django.urls import path

from messaging import api

urlpatterns = [
    path("messages/", api.MessageList.as_view(), name="api_messages"),
    path("messages/<int:pk>/read/", api.MessageRead.as_view(), name="api_message_read"),
]
