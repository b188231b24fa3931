from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Holds what needs every app at once: the bootstrap command and the demo data."""

    name = "config"
