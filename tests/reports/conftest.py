import pytest

from reports.models import Standard
from reports.reference import load_standards


@pytest.fixture
def standards(db):
    load_standards()


@pytest.fixture
def ten_minutes(standards):
    return Standard.objects.get(code="ten-minutes")


@pytest.fixture
def one_km(standards):
    return Standard.objects.get(code="acftu-1km")
