"""The catalogue of facilities named in the article, in three zones, and the holiday notice."""

import csv
from pathlib import Path

from homes.enums import Zone
from homes.models import CalendarDay, Facility, TicketKind

CALENDAR = Path(__file__).parent / "data" / "calendar.csv"

# code, name, English name, zone, confidential
FACILITIES = [
    ("library", "职工书屋", "Workers' library", Zone.LEISURE, False),
    ("reading_room", "书报阅览室", "Reading room", Zone.LEISURE, False),
    ("e_reading_room", "电子阅览室", "E-reading room", Zone.LEISURE, False),
    ("painting_room", "书法绘画室", "Calligraphy and painting room", Zone.LEISURE, False),
    ("music_room", "器乐室", "Music room", Zone.LEISURE, False),
    ("counselling_room", "心灵驿站", "Counselling room", Zone.PUBLIC_SERVICE, True),
    ("chess_room", "棋牌室", "Chess and card room", Zone.LEISURE, False),
    ("table_tennis", "乒乓球室", "Table tennis", Zone.SPORT, False),
    ("badminton", "羽毛球场", "Badminton court", Zone.SPORT, False),
    ("billiards", "台球室", "Billiards", Zone.SPORT, False),
    ("dance_room", "舞蹈室", "Dance room", Zone.SPORT, False),
    ("gym", "健身房", "Gym", Zone.SPORT, False),
    ("cinema", "职工影吧", "Workers' cinema bar", Zone.LEISURE, False),
    ("training_room", "职工培训室", "Training room", Zone.PUBLIC_SERVICE, False),
    ("family_room", "亲子活动室", "Parent-child room", Zone.PUBLIC_SERVICE, False),
    ("caring_station", "爱心驿站", "Caring station", Zone.PUBLIC_SERVICE, False),
    ("mothers_room", "妈妈小屋", "Mothers' room", Zone.PUBLIC_SERVICE, True),
    ("meeting_room", "会议室", "Meeting room", Zone.PUBLIC_SERVICE, False),
    ("mediation_room", "调解室", "Mediation room", Zone.PUBLIC_SERVICE, True),
]


def load_facilities() -> None:
    """Create or correct the catalogue."""
    Facility.objects.bulk_create(
        [
            Facility(
                code=code,
                name=name,
                name_en=name_en,
                zone=zone,
                icon=code.replace("_", "-"),
                confidential=confidential,
                order=order,
            )
            for order, (code, name, name_en, zone, confidential) in enumerate(FACILITIES)
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "zone", "icon", "confidential", "order"],
    )


def load_calendar() -> None:
    """Create missing holidays and make-up days of the notices shipped; edits stay."""
    with CALENDAR.open(encoding="utf-8", newline="") as file:
        days = [CalendarDay(**row) for row in csv.DictReader(file)]
    CalendarDay.objects.bulk_create(days, ignore_conflicts=True)


# code, name, English name, answer within (hours)
TICKET_KINDS = [
    ("locked", "门没开", "The door is locked", 4),
    ("wrong_hours", "开放时间不对", "The posted hours are wrong", 48),
    ("no_entry", "不让进", "I was not let in", 24),
    ("broken", "设施坏了", "Something is broken", 72),
    ("dirty", "卫生差", "It is dirty", 24),
    ("supplies", "缺物品（水、药箱等）", "Supplies are missing (water, first aid …)", 48),
    ("other", "其他问题", "Something else", 72),
]


def load_ticket_kinds() -> None:
    """Create missing kinds of ticket; edited deadlines stay."""
    TicketKind.objects.bulk_create(
        [
            TicketKind(code=code, name=name, name_en=name_en, due_hours=hours, order=order)
            for order, (code, name, name_en, hours) in enumerate(TICKET_KINDS)
        ],
        ignore_conflicts=True,
    )
