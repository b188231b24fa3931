"""What the generator knows of a home, and the article's figures that the files must meet."""

from dataclasses import dataclass
from datetime import date

OPEN, TRIAL, PLANNED, BUILDING = "运行", "试运行", "拟建", "在建"
SUSPENDED, RECTIFYING, CLOSED = "暂停", "整改", "撤销"

# The article's figures are as of this day, and its money since the first home's year.
COUNTED_ON = date(2020, 12, 31)
MONEY_FROM = date(2018, 1, 1)

PROVINCE, FUZHOU, XIAMEN, SHISHI_COUNTY = "350000", "350100", "350200", "350581"
CLEANING_UNION = "350000-I03"
SHISHI, YUANHE, MOBILE = "FJ-350581-CZ-0001", "FJ-350502-PK-0001", "FJ-350521-MB-0001"

FREE_AREA_M2 = 192_000
PROVINCIAL_DESIGNATIONS = 39
PROVINCIAL_FEN = 400_000_000
OTHER_FEN = 18_600_000_000
XIAMEN_FEN = 2_260_000_000
XIAMEN_PERSON_TIMES = 550_000
SHISHI_SESSIONS, SHISHI_PERSON_TIMES = 110, 35_000

SCENE_LETTERS = {
    "园区": "PK",
    "社区": "CM",
    "商圈": "CZ",
    "楼宇": "BD",
    "流动": "MB",
    "企业": "EN",
    "镇街": "TS",
    "行业": "IN",
    "综合": "CP",
    "文旅": "CT",
}
SCENES_EN = {
    "园区": "park",
    "社区": "community",
    "商圈": "commercial zone",
    "楼宇": "building",
    "企业": "enterprise",
    "镇街": "township",
    "行业": "trade",
    "综合": "comprehensive",
    "文旅": "culture and tourism",
}


@dataclass(frozen=True)
class DemoHome:
    """A row of homes.csv; areas in whole m², point in WGS84, `city` the code reported to."""

    code: str
    name: str
    name_en: str
    mechanism: str
    scene: str
    county: str
    city: str
    union: str
    address: str
    lat: float
    lon: float
    status: str
    opened_on: date | None
    area: int
    free_area: int
    modes: str
    provincial_year: int | None
    note: str
    named: bool = False

    @property
    def since(self) -> date:
        """The day it opened; only for homes that have."""
        if self.opened_on is None:
            raise ValueError(f"{self.code} has not opened")
        return self.opened_on

    @property
    def counted(self) -> bool:
        """In operation on the day of the article's figures."""
        return self.status == OPEN and self.opened_on is not None and self.opened_on <= COUNTED_ON

    @property
    def has_rooms(self) -> bool:
        """Has rooms and hours: all but sites not yet opened, closed homes and the vehicle."""
        return self.status not in (PLANNED, BUILDING, CLOSED) and self.scene != "流动"
