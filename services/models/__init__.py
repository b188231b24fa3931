from services.models.activity import Activity
from services.models.catalogue import MenuEntry, ServiceItem
from services.models.feedback import LONGEST_PASSAGE, LOW_STARS, Feedback, HiddenPassage
from services.models.session import Session, SessionQuerySet
from services.models.sign_up import SignUp

__all__ = [
    "LONGEST_PASSAGE",
    "LOW_STARS",
    "Activity",
    "Feedback",
    "HiddenPassage",
    "MenuEntry",
    "ServiceItem",
    "Session",
    "SessionQuerySet",
    "SignUp",
]
