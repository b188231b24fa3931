from django.urls import path

from homes import door_views, ticket_views, views

app_name = "homes"
urlpatterns = [
    path("", views.home_list, name="list"),
    path("map/", views.home_map, name="map"),
    path("homes/<str:code>/", views.home_page, name="detail"),
    path("homes/<str:code>/plaque/", door_views.plaque, name="plaque"),
    path("homes/<str:code>/report/", ticket_views.report, name="report"),
    path("d/<uuid:token>/", door_views.door, name="door"),
    path("d/<uuid:token>/visit/", door_views.visit, name="door_visit"),
    path("d/<uuid:token>/check/", door_views.check, name="door_check"),
    path("tickets/", ticket_views.find, name="ticket_find"),
    path("tickets/<str:number>/", ticket_views.ticket, name="ticket"),
    path("tickets/<str:number>/reopen/", ticket_views.reopen, name="ticket_reopen"),
]
