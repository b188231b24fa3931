"""Undoing a whole import: rows it created go, rows it changed become what they were, or nothing
happens and the first row in the way is named."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from common import audit, clock
from common.errors import Refusal
from common.imports.changes import DIGEST, names
from common.imports.kinds import Kind
from common.imports.registry import kind_named
from common.imports.saving import BATCH, remember
from common.models import ImportBatch, ImportChange
from common.violations import sentence_for

CHANGED_SINCE = f"""
    SELECT c.row FROM common_importchange c LEFT JOIN {{table}} t ON t.{{pk}} = c.row::{{type}}
    WHERE c.batch_id = %(batch)s AND c.model = %(model)s AND c.digest <> ''
        AND (t.{{pk}} IS NULL OR c.digest <> {DIGEST.format(before="c.before")})
    ORDER BY c.id LIMIT 1
"""
LOCK = """
    SELECT t.{pk} FROM {table} t JOIN common_importchange c ON t.{pk} = c.row::{type}
    WHERE c.batch_id = %(batch)s AND c.model = %(model)s ORDER BY t.{pk} FOR UPDATE OF t
"""
PUT_BACK = """
    UPDATE {table} t SET ({columns}) = (
        SELECT {values} FROM jsonb_populate_record(t, c.before) stored
    )
    FROM common_importchange c
    WHERE c.batch_id = %(batch)s AND c.model = %(model)s AND t.{pk} = c.row::{type}
        AND c.before IS NOT NULL AND c.digest <> ''
"""
INSERT_AGAIN = """
    INSERT INTO {table} ({columns})
    SELECT {values}
    FROM common_importchange c, jsonb_populate_record(NULL::{table}, c.before) stored
    WHERE c.batch_id = %(batch)s AND c.model = %(model)s AND c.digest = ''
"""


def blocked(row: Any, why: str) -> Refusal:
    """The refusal to undo an import, for `row` is in the way."""
    message = _("This import can't be undone. “%(row)s”: %(why)s.")
    return Refusal("undo_blocked", message % {"row": row, "why": why}, status=409)


@transaction.atomic
def undo_import(*, batch: ImportBatch, by) -> ImportBatch:
    """Take a whole import back, in one transaction; lines of the ledger by reversals.

    Raises Refusal `not_done` where there is nothing to undo, or `undo_blocked`, naming the first
    row that has been changed since, or on which something depends that came later.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.may_be_undone:
        raise Refusal("not_done", _("Only an import that was taken in, and not undone since, can."))
    if not batch.files.exists():
        raise blocked(batch, _("it was taken in before imports remembered what they change"))
    try:
        with transaction.atomic():
            _undo(batch, kind_named(batch.kind), by)
            # Deferred constraints speak now, while their words can still be told.
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        raise blocked(batch, str(sentence_for(error)).rstrip("。.")) from error
    batch.undone_at = clock.now()
    batch.save(update_fields=["undone_at"])
    audit.record(action="undo import", target=batch, actor=by, kind=batch.kind)
    return batch


def _undo(batch: ImportBatch, kind: type[Kind], by) -> None:
    labels = batch.changes.order_by("model").values_list("model", flat=True).distinct()
    touched = [apps.get_model(label) for label in labels if label not in kind.staying]
    created = {model: _keys(batch, model, created=True) for model in touched}
    for model in touched:
        _refuse_changed(batch, model, kind)
    for model in touched:
        _put_back(batch, model, by)
    for model, keys in created.items():
        _refuse_needed(model, keys, created, kind)
    for model, keys in created.items():
        if keys:
            _remember_removed(model, keys, by)
            kind.remove(model, keys)
    kind.undone(batch.changes.all(), by)


def _of(batch: ImportBatch, model: type[models.Model]) -> models.QuerySet[ImportChange]:
    return batch.changes.filter(model=model._meta.label_lower)


def _keys(batch: ImportBatch, model: type[models.Model], *, created: bool) -> list:
    found = _of(batch, model).filter(before__isnull=created).exclude(digest="")
    rows = found.order_by("pk").values_list("row", flat=True)
    return [model._meta.pk.to_python(row) for row in rows]


def _refuse_changed(batch: ImportBatch, model: type[models.Model], kind: type[Kind]) -> None:
    """Lock every row, and refuse one that is not as the import left it."""
    own = sorted(kind.unwatched.get(model._meta.label_lower, ()))
    facts = {"batch": batch.pk, "model": model._meta.label_lower, "unwatched": own}
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(**names(model)), facts)
        cursor.execute(CHANGED_SINCE.format(**names(model)), facts)
        found = cursor.fetchone()
    if found is not None:
        row = model._default_manager.filter(pk=found[0]).first()
        if row is None:
            raise blocked(f"{model._meta.verbose_name} {found[0]}", _("it has been removed since"))
        raise blocked(row, _("it has been changed since"))


def _put_back(batch: ImportBatch, model: type[models.Model], by) -> None:
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in model._meta.concrete_fields]
    lists = {
        "columns": ", ".join(columns),
        "values": ", ".join(f"stored.{column}" for column in columns),
    }
    facts = {"batch": batch.pk, "model": model._meta.label_lower}
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK.format(**lists, **names(model)), facts)
        cursor.execute(INSERT_AGAIN.format(**lists, **names(model)), facts)
    if hasattr(model, "history"):
        keys = _keys(batch, model, created=False)
        for start in range(0, len(keys), BATCH):
            rows = list(model._default_manager.filter(pk__in=keys[start : start + BATCH]))
            remember(model, rows, by=by, update=True, reason=_("import undone"))


def _refuse_needed(
    model: type[models.Model],
    keys: Sequence[Any],
    created: dict[type[models.Model], list],
    kind: type[Kind],
) -> None:
    """Refuse to remove a row to which another one points that the import did not create."""
    for relation in model._meta.related_objects:
        field, other = relation.field, relation.related_model
        own = kind.unwatched.get(other._meta.label_lower, ())
        if not keys or not field.db_constraint or field.column in own:
            continue
        pointing = other._default_manager.filter(**{f"{field.name}__in": keys})
        first = pointing.exclude(pk__in=created.get(other, [])).order_by("pk").first()
        if first is not None:
            why = _("%(kind)s “%(name)s” depends on it")
            facts = {"kind": other._meta.verbose_name, "name": first}
            raise blocked(getattr(first, field.name), why % facts)


def _remember_removed(model: type[models.Model], keys: Sequence[Any], by) -> None:
    if not hasattr(model, "history"):
        return
    kept = model.history.model
    for start in range(0, len(keys), BATCH):
        kept._default_manager.bulk_create(
            kept(
                history_date=clock.now(),
                history_user=by,
                history_change_reason=_("import undone"),
                history_type="-",
                **{field.attname: getattr(row, field.attname) for field in kept.tracked_fields},
            )
            for row in model._default_manager.filter(pk__in=keys[start : start + BATCH])
        )
