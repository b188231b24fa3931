"""The admin of the catalogue, menus, activities, sessions and sign-ups."""

from services.admin.activity import ActivityAdmin
from services.admin.catalogue import MenuEntryAdmin, ServiceItemAdmin
from services.admin.session import SessionAdmin
from services.admin.sign_up import SignUpAdmin

__all__ = ["ActivityAdmin", "MenuEntryAdmin", "ServiceItemAdmin", "SessionAdmin", "SignUpAdmin"]
