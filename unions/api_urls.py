from django.urls import path

from unions import api

urlpatterns = [path("auth/token/", api.token, name="api_token")]
