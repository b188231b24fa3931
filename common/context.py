"""What every page's template may use."""

from django.conf import settings


def portal(request) -> dict:
    """The portal's settings that pages show."""
    return {
        "portal_demo": settings.PORTAL_DEMO,
        "portal_icp": settings.PORTAL_ICP,
        "portal_police_filing": settings.PORTAL_POLICE_FILING,
        "portal_map_approval": settings.PORTAL_MAP_APPROVAL,
        "portal_tianditu_key": settings.PORTAL_TIANDITU_KEY,
        "elder_mode": request.COOKIES.get("elder") == "1",
    }
