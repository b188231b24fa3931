"""Compiling the translations without gettext: the .mo files are not kept in the repository.

`python -m common.translations` compiles what changed.
"""

import os
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parent.parent


def compile_all(root: Path = PROJECT) -> list[Path]:
    """Compile each .po below `root`/locale that is newer than its .mo; return what was made."""
    made = []
    for source in sorted((root / "locale").rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)  # a process that reads it meanwhile sees the old or the new file
        made.append(target)
    return made


if __name__ == "__main__":
    for path in compile_all():
        print(path.relative_to(PROJECT))
