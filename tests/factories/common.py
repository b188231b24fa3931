"""Records that belong to no domain."""

import factory
from factory.django import DjangoModelFactory

from common import clock
from common.models import ImportBatch
from tests.factories.unions import PersonFactory


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    kind = "homes"
    file_name = "homes.xlsx"
    sha256 = "0" * 64
    rows = created = 3
    updated = 0
    by = factory.SubFactory(PersonFactory, is_staff=True)
    at = factory.LazyFunction(clock.now)
