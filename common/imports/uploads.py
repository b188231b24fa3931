"""Uploaded files between the dry run and the cadre's word, known to the cadre's session only."""

from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from common import clock
from common.datum import Datum
from common.imports.running import Outcome, run_import

SESSION_KEY = "import_uploads"
KEPT_SECONDS = 24 * 3600
MOST_KEPT = 5


@dataclass(frozen=True)
class Upload:
    """A file that waits: its kind, the datum of its points, and its name at home."""

    token: str
    kind: str
    datum: Datum
    name: str

    @property
    def path(self) -> Path:
        return Path(settings.IMPORT_UPLOADS) / self.token

    def run(self, *, by, dry_run: bool) -> Outcome:
        """Take the file in for a person, or only look what would happen."""
        return run_import(
            kind=self.kind,
            path=self.path,
            by=by,
            datum=self.datum,
            dry_run=dry_run,
            file_name=self.name,
        )


def keep(session, *, file: UploadedFile, kind: str, datum: Datum) -> Upload:
    """Store a file for a day; a cadre's sixth waiting file displaces the first."""
    upload = Upload(uuid4().hex, kind, datum, file.name or "")
    upload.path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(upload.path.parent)
    with upload.path.open("wb") as target:
        for block in file.chunks():
            target.write(block)
    waiting = [*session.get(SESSION_KEY, []), asdict(upload)]
    for displaced in waiting[:-MOST_KEPT]:
        Upload(**displaced).path.unlink(missing_ok=True)
    session[SESSION_KEY] = waiting[-MOST_KEPT:]
    return upload


def waiting_for(session, token: str) -> Upload | None:
    """The session's waiting file of that token; None where it is done, dropped or another's."""
    for fields in session.get(SESSION_KEY, []):
        if fields["token"] == token and Upload(**fields).path.is_file():
            return Upload(**fields)
    return None


def drop(session, upload: Upload) -> None:
    """Forget a file that has been taken in."""
    rest = [fields for fields in session.get(SESSION_KEY, []) if fields["token"] != upload.token]
    session[SESSION_KEY] = rest
    upload.path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    oldest = clock.now().timestamp() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
