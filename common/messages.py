"""The Chinese translations: taking in new source strings, and checking that none is missing.

`python -m common.messages` renews locale/, `--check` only compares. Both need gettext's xgettext.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import polib

from common.translations import PROJECT

SETTINGS = "DJANGO_SETTINGS_MODULE"
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "shared-homes",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
WITHOUT_MESSAGES = (".*", "var", "static", "tests", "benchmarks", "build", "docs", "__pycache__")


class MessagesError(Exception):
    """The sentence says what is wrong."""


def renew(root: Path) -> None:
    """Take the source strings of `root` into its catalogue; what is gone from the code goes."""
    if shutil.which("xgettext") is None:
        raise MessagesError("xgettext is missing: apt-get install gettext")
    command = [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE]
    command += ["--no-wrap", "--no-location"]
    command += [f"--ignore={name}" for name in WITHOUT_MESSAGES]
    # without settings it reads and writes below `root` alone
    environ = {name: value for name, value in os.environ.items() if name != SETTINGS}
    done = subprocess.run(
        command, cwd=root, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MessagesError(done.stdout + done.stderr)
    catalogue = polib.pofile(str(root / CATALOGUE), wrapwidth=0)
    for entry in list(catalogue):
        if entry.obsolete:
            catalogue.remove(entry)
        elif entry.fuzzy:  # gettext's guess from a similar string: never right
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.previous_msgid, entry.previous_msgctxt = "", None, None
            entry.msgstr_plural = {0: ""} if entry.msgid_plural else {}
    catalogue.metadata = METADATA
    catalogue.save()


def problems(root: Path) -> list[str]:
    """What `renew` would change in the catalogue, and what is not translated."""
    have = polib.pofile(str(root / CATALOGUE))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sources"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*WITHOUT_MESSAGES))
        renew(copy)
        want = polib.pofile(str(copy / CATALOGUE))
    known, needed = _keys(have), _keys(want)
    return [
        *(f"new in the code: {key[1]!r}" for key in sorted(needed - known, key=str)),
        *(f"gone from the code: {key[1]!r}" for key in sorted(known - needed, key=str)),
        *(f"not translated: {entry.msgid!r}" for entry in have if not entry.translated()),
    ]


def _keys(entries: Iterable[polib.POEntry]) -> set[tuple[str, str, str]]:
    return {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in entries}


def main(arguments: list[str]) -> int:
    """0 if all is well; with --check 1 if the catalogue is behind the code."""
    try:
        if arguments != ["--check"]:
            renew(PROJECT)
            return 0
        found = problems(PROJECT)
    except MessagesError as error:
        found = [str(error)]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
