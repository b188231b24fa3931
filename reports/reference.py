"""The standards of coverage that every portal starts with; written by `bootstrap`."""

from reports.models import Standard

TEN_MINUTES = "ten-minutes"
ACFTU_1KM = "acftu-1km"

STANDARDS = (
    {
        "code": TEN_MINUTES,
        "name": "十分钟服务圈",
        "name_en": "Ten-minute service circle",
        "minutes": 10,
        "metres_per_second": 1.2,
        "detour_factor": 1.3,
        "is_default": True,
    },
    {
        "code": ACFTU_1KM,
        "name": "十五分钟服务圈（1公里）",
        "name_en": "15-minute service circle (1 km)",
        "minutes": 15,
        "fixed_radius_m": 1000,
    },
)


def load_standards() -> None:
    """Add the standards that are missing; those that exist are the portal's own and stay."""
    for standard in STANDARDS:
        Standard.objects.get_or_create(code=standard["code"], defaults=standard)
