"""Spending categories: the 2021 union accounting system as far as known, editable as data."""

from funding.models import Category

VERSION = "2021"
CATEGORIES = [
    ("capital", "资本性支出", "Capital expenditure"),
    ("worker_services", "职工服务支出", "Worker service expenditure"),
    ("activity_organising", "职工活动组织支出", "Expenditure on organising workers' activities"),
    ("activities", "职工活动支出", "Workers' activity expenditure"),
    ("rights", "维权支出", "Rights-protection expenditure"),
    ("business", "业务支出", "Operating (union business) expenditure"),
    ("administration", "行政支出", "Administrative expenditure"),
    ("grants_down", "补助下级支出", "Grants to lower unions"),
    ("institutions", "对附属单位的支出", "Expenditure of affiliated institutions"),
    ("other", "其他支出", "Other expenditure"),
]


def load_categories() -> None:
    """Create missing categories; what was edited stays as it is."""
    Category.objects.bulk_create(
        [
            Category(code=code, name=name, name_en=name_en, version=VERSION, order=order)
            for order, (code, name, name_en) in enumerate(CATEGORIES)
        ],
        ignore_conflicts=True,
    )
