from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from unions.enums import Power, UnionLevel
from unions.models.division import Division
from unions.scope import union_scope


class UnionQuerySet(MP_NodeQuerySet):
    def visible_to(self, user, power: str = Power.VIEW):
        """The unions in the user's scope: those appointed to, and all below them."""
        return self.filter(union_scope(user, "", power))

    def within(self, union: "Union"):
        """The union and all below it."""
        return self.filter(path__startswith=union.path)


class UnionManager(MP_NodeManager.from_queryset(UnionQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self):
        """Treebeard's manager names its own queryset class; ours has its ordering and our verbs."""
        return UnionQuerySet(self.model, using=self._db).order_by("path")


class Union(MP_Node):
    """A trade union in the reporting tree. Territorial unions have a division; others none."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=12, choices=UnionLevel)
    division = models.ForeignKey(
        Division,
        verbose_name=_("division"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="unions",
    )

    objects = UnionManager()

    class Meta:
        verbose_name = _("union")
        verbose_name_plural = _("unions")

    def __str__(self) -> str:
        return self.name
