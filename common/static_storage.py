"""Static files with their hash in the name, compressed, cached for ever by browsers."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    """A vendored file may name a source map that is not shipped; that must not stop a start."""

    manifest_strict = False
