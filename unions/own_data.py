"""Everything the portal keeps about one person, for that person."""

from django.db import models

from unions.models import Person

SECRET = frozenset({"password", "idempotency_key"})


def own_data(person: Person) -> dict:
    """The person's row and every row that names the person as its own, by kind of row.

    Relations are found by Django's own register, so a new one cannot be forgotten; those without
    a name back (who decided, who entered) belong to the union's records, not to the person.
    """
    data = {"person": [row_data(person)]}
    for relation in person._meta.related_objects:
        if relation.hidden or relation.related_model._meta.app_label in {"admin", "authtoken"}:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: person})
        if found := [row_data(row) for row in rows.order_by("pk")]:
            data[relation.related_model._meta.label_lower] = found
    return data


def row_data(row: models.Model) -> dict:
    """The stored fields of a row, with readable text for a choice or a reference."""
    return {
        field.name: readable(row, field)
        for field in row._meta.concrete_fields
        if field.name not in SECRET
    }


def readable(row: models.Model, field: models.Field):
    """A field's value as its owner would read it."""
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    value = getattr(row, field.name)
    return str(value) if isinstance(value, models.Model) else value
