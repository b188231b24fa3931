"""The kinds of files, named in settings so that no app needs to know another."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from common.errors import Refusal
from common.imports.kinds import Kind


def kind_names() -> list[str]:
    """Every kind, in the order in which files depend on each other."""
    return list(settings.IMPORT_KINDS)


def kind_named(name: str) -> type[Kind]:
    """The kind of that name; Refusal `unknown_kind` where there is none."""
    if name not in settings.IMPORT_KINDS:
        message = _("There is no kind “%(name)s”; there are: %(kinds)s.")
        kinds = ", ".join(kind_names())
        raise Refusal("unknown_kind", message % {"name": name, "kinds": kinds})
    return import_string(settings.IMPORT_KINDS[name])


def kinds_for(user) -> list[type[Kind]]:
    """The kinds that a person may import."""
    return [kind for kind in map(kind_named, kind_names()) if kind.allowed(user)]
