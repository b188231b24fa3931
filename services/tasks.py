from celery import shared_task
from django.core.cache import cache
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from common import clock
from services.enums import SessionState
from services.models import Session, SignUp
from unions.sms import send_sms

TOLD_FOR = 30 * 24 * 3600  # seconds


@shared_task
def tell(sign_up_id: int) -> bool:
    """Tell a person how the session they signed up for now stands; each news is sent once.

    Nothing is sent where the sign-up is gone or the account is closed.
    """
    sign_up = (
        SignUp.objects.select_related("person", "session__activity__home")
        .filter(pk=sign_up_id, person__is_active=True)
        .first()
    )
    if sign_up is None:
        return False
    session = sign_up.session
    begins = localtime(session.starts_at).isoformat()
    news = f"told:{sign_up_id}:{session.state}:{begins}:{session.space_id}"
    if not cache.add(news, 1, timeout=TOLD_FOR):
        return False
    try:
        send_sms(sign_up.person.phone, news_of(session))
    except Exception:
        cache.delete(news)
        raise
    return True


def news_of(session: Session) -> str:
    """One sentence about a session that was moved or called off."""
    values = {
        "activity": session.activity.label,
        "home": session.activity.home.label,
        "time": f"{localtime(session.starts_at, clock.SHANGHAI):%Y-%m-%d %H:%M}",
    }
    if session.state == SessionState.CANCELLED:
        return _("%(home)s has cancelled “%(activity)s” of %(time)s.") % values
    return _("“%(activity)s” at %(home)s now begins at %(time)s.") % values
