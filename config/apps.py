from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Holds what needs every app at once: the bootstrap command and the demo data."""

    name = "config"

    def ready(self) -> None:
        from common.audit_words import name_actions
        from config.audit_words import WORDS

        name_actions(WORDS)
