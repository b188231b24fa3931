"""The admin of the catalogue, menus, activities, sessions, sign-ups and ratings."""

from services.admin.activity import ActivityAdmin
from services.admin.catalogue import MenuEntryAdmin, ServiceItemAdmin
from services.admin.feedback import FeedbackAdmin
from services.admin.session import SessionAdmin
from services.admin.sign_up import SignUpAdmin

__all__ = [
    "ActivityAdmin",
    "FeedbackAdmin",
    "MenuEntryAdmin",
    "ServiceItemAdmin",
    "SessionAdmin",
    "SignUpAdmin",
]
