"""Names in two languages, on rows that have `name` and `name_en`."""

from django.utils import translation


class Labelled:
    """A row shown by its name in the reader's language, in Chinese where it has no other."""

    name: str
    name_en: str

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        if self.name_en and translation.get_language() == "en":
            return self.name_en
        return self.name
