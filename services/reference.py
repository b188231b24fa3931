"""The service catalogue under the three functions; names from the article."""

from services.enums import Function, ItemKind
from services.models import ServiceItem

R, S, A = Function.RECEPTION, Function.SERVICE, Function.ACTIVITY
DAILY, BRAND, FEATURED, ORDER = (
    ItemKind.CONVENIENCE,
    ItemKind.BRAND,
    ItemKind.FEATURED,
    ItemKind.ON_DEMAND,
)
# code, name, English name, function, kind, months
ITEMS = [
    ("enquiry", "问题咨询", "Enquiries", R, DAILY, ""),
    ("joining", "入会办理", "Joining the union", R, DAILY, ""),
    ("rights", "维权服务", "Rights protection", R, FEATURED, ""),
    ("legal_aid", "法律援助", "Legal aid", R, FEATURED, ""),
    ("mediation", "劳动争议调解", "Labour dispute mediation", R, FEATURED, ""),
    ("medical_aid", "医疗互助", "Mutual medical aid", R, BRAND, ""),
    ("rest", "喝水歇脚", "Water and rest", S, DAILY, ""),
    ("cooling_off", "避暑取暖", "Shelter from heat and cold", S, DAILY, ""),
    ("microwave", "热饭", "Meal heating", S, DAILY, ""),
    ("charging", "手机充电", "Phone charging", S, DAILY, ""),
    ("first_aid", "应急药箱", "First-aid kit", S, DAILY, ""),
    ("reading", "阅读休闲", "Reading and leisure", S, DAILY, ""),
    ("fitness", "健身锻炼", "Sport and fitness", S, DAILY, ""),
    ("counselling", "心理咨询", "Psychological counselling", S, FEATURED, ""),
    ("health", "健康服务", "Health services", S, FEATURED, ""),
    ("jobs_in_spring", "春送岗位", "Jobs in Spring", S, BRAND, "2-4"),
    ("cooling_in_summer", "夏送清凉", "Cooling in Summer", S, BRAND, "6-9"),
    ("student_aid", "金秋助学", "Autumn Student Aid", S, BRAND, "8-10"),
    ("warmth_in_winter", "冬送温暖", "Warmth in Winter", S, BRAND, "11-2"),
    ("skills", "技能培训", "Skills training", A, FEATURED, ""),
    ("livestream", "直播带货培训", "Livestream-selling training", A, FEATURED, ""),
    ("culture_sport", "文体活动", "Culture and sport", A, FEATURED, ""),
    ("matchmaking", "婚恋交友", "Matchmaking and social events", A, FEATURED, ""),
    ("care_class", "暑期托管班", "Summer care class", A, FEATURED, "7-8"),
    ("weekend_class", "职工周末课堂", "Weekend classes", A, FEATURED, ""),
    ("courses_to_you", "送课上门", "Courses brought to the workplace", A, ORDER, ""),
]


def load_catalogue() -> None:
    """Create missing items; what was edited stays as it is."""
    ServiceItem.objects.bulk_create(
        [
            ServiceItem(
                code=code,
                name=name,
                name_en=name_en,
                function=function,
                kind=kind,
                months=months,
                order=order,
            )
            for order, (code, name, name_en, function, kind, months) in enumerate(ITEMS)
        ],
        ignore_conflicts=True,
    )
