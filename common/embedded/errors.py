"""The one error of this package: a sentence for the person at the terminal."""


class EmbeddedError(RuntimeError):
    """The embedded servers cannot run here; the message says why and what to do."""
