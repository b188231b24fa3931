"""The folder in which the servers keep their files, where their account can reach it."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from common.embedded.account import Account
from common.embedded.binaries import SAFE_PLACE
from common.embedded.errors import EmbeddedError
from common.embedded.layout import Layout

OWNER_FILE = "belongs-to"


def prepare_store(place: Layout, account: Account) -> None:
    """Make `place.store`, or find the one made earlier.

    Below a folder with mode 0700 `nobody` cannot reach the data directory. The store then lies in
    SAFE_PLACE and a link in the data directory leads to it.
    """
    if place.store.is_symlink():
        _follow_link(place)
    if not place.store.exists():
        if account.can_reach(place.data_dir):
            place.store.mkdir(mode=0o755)
        else:
            _make_outside(place)
    if not account.can_reach(place.store.resolve()):
        raise EmbeddedError(
            f"The database in {place.store} cannot be reached by the account {account.uid} any "
            f"more: a folder above it was closed. Open it (chmod o+x) and start again."
        )


def remove_store(place: Layout) -> None:
    """Delete the store with all data in it."""
    shutil.rmtree(place.store.resolve(), ignore_errors=True)


def _follow_link(place: Layout) -> None:
    """Drop the link if it leads nowhere, or to the store of the checkout it was copied from."""
    note = place.store / OWNER_FILE
    if not note.exists():
        place.store.unlink()
        return
    owner = Path(note.read_text())
    if owner == place.data_dir:
        return
    theirs = owner / place.store.name
    if theirs.is_symlink() and theirs.resolve() == place.store.resolve():
        place.store.unlink()
    else:  # the data directory was moved, its store goes with it
        note.write_text(str(place.data_dir))


def _make_outside(place: Layout) -> None:
    SAFE_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
    _sweep()
    key = hashlib.sha256(os.fsencode(place.data_dir)).hexdigest()[:12]
    outside = Path(tempfile.mkdtemp(prefix=f"data-{key}-", dir=SAFE_PLACE))
    outside.chmod(0o755)
    (outside / OWNER_FILE).write_text(str(place.data_dir))
    place.store.symlink_to(outside)


def _sweep() -> None:
    """Delete the stores of data directories that were deleted from the temporary folder.

    Of no other folder: a data directory that is not there may lie on a disk that is not mounted.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    for note in SAFE_PLACE.glob(f"data-*/{OWNER_FILE}"):
        owner = Path(note.read_text())
        if owner.is_relative_to(temporary) and not owner.exists():
            shutil.rmtree(note.parent, ignore_errors=True)
