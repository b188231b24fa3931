"""Rows that are found by the words of their names."""

from typing import ClassVar, TypeVar

from django.db import models

Row = TypeVar("Row", bound="Searchable")


class SearchableQuerySet(models.QuerySet[Row]):
    def bulk_create(self, objs, **options):  # type: ignore[override]  # options pass through
        """As Django's, with the text by which the rows are found; imports write this way."""
        rows, fields = list(objs), options.get("update_fields")
        if fields is None or not self.model.TEXT_SOURCES.isdisjoint(fields):
            models.prefetch_related_objects(rows, self.model.TEXT_NEEDS)
            for row in rows:
                row.search_text = row.made_text()
            if fields is not None:
                options["update_fields"] = list(dict.fromkeys([*fields, "search_text"]))
        return super().bulk_create(rows, **options)

    def refresh_search_texts(self) -> int:
        """Bring the texts up to date where a name has changed since; returns how many."""
        changed = 0
        for row in self.select_related(self.model.TEXT_NEEDS):
            if (text := row.made_text()) != row.search_text:
                changed += self.filter(pk=row.pk).update(search_text=text)
        return changed


class Searchable(models.Model):
    """Keeps `search_text` (homes.search_text) with every save.

    `made_text` makes it anew from the columns `TEXT_SOURCES` and the rows at `TEXT_NEEDS`.
    """

    TEXT_SOURCES: ClassVar[frozenset[str]]
    TEXT_NEEDS: ClassVar[str]

    search_text = models.TextField(default="", editable=False)

    class Meta:
        abstract = True

    def made_text(self) -> str:
        raise NotImplementedError

    def save(self, *, update_fields=None, **kwargs) -> None:
        """As Django's, with the text by which the row is found."""
        if update_fields is None or not self.TEXT_SOURCES.isdisjoint(update_fields):
            self.search_text = self.made_text()
            if update_fields is not None:
                update_fields = [*update_fields, "search_text"]
        super().save(update_fields=update_fields, **kwargs)
