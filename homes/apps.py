from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomesConfig(AppConfig):
    name = "homes"
    verbose_name = _("Places")

    def ready(self) -> None:
        from homes import notices

        notices.register()
