"""Finding the records that codes in a file stand for, a chunk of rows at a time."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet


class Lookup:
    """Records of a queryset by the text of one field, fetched once each.

    Everything found is remembered, so it suits lists much shorter than the files (homes,
    unions, divisions), not the rows of the files themselves.
    """

    def __init__(self, queryset: QuerySet, field: str):
        self._queryset = queryset
        self._field = field
        self._known: dict[str, Any] = {}

    def fetch(self, keys: Iterable[Any]) -> None:
        """Load the records for these keys that are not known yet, in one query."""
        missing = {key for key in keys if key is not None and key not in self._known}
        if not missing:
            return
        self._known.update(dict.fromkeys(missing))
        for found in self._queryset.filter(**{f"{self._field}__in": missing}):
            self._known[getattr(found, self._field)] = found

    def get(self, key: Any) -> Any | None:
        """The record of a fetched key; None where there is none."""
        return self._known.get(key)
