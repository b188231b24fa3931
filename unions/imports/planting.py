"""Adding many unions to the tree at once; treebeard itself adds one node in four queries."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Max

from common.imports import Job
from common.imports.saving import create_all
from unions.models import Union


def add_children(pairs: Sequence[tuple[Union, Union]], job: Job) -> None:
    """Insert (parent, unsaved child) pairs, each child as the last of its parent."""
    wanted: dict[int, list[Union]] = defaultdict(list)
    for parent, child in pairs:
        wanted[parent.pk].append(child)
    for parent in Union.objects.filter(pk__in=wanted).order_by("pk").select_for_update():
        step = _last_step(parent)
        for number, child in enumerate(wanted[parent.pk], start=step + 1):
            child.depth = parent.depth + 1
            child.path = Union._get_path(parent.path, child.depth, number)
    create_all(Union, [child for _parent, child in pairs], job)
    for pk, children in wanted.items():
        Union.objects.filter(pk=pk).update(numchild=F("numchild") + len(children))


def _last_step(parent: Union) -> int:
    below = Union.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last = below.aggregate(last=Max("path"))["last"]
    return Union._str2int(last[-Union.steplen :]) if last else 0
