from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Services")

    def ready(self) -> None:
        from services import agenda, closing, notices, panels

        closing.register()
        notices.register()
        panels.register()
        agenda.register_entries()
