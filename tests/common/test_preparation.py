"""What `make run` prepares, and that it does so only when something changed."""

import json
from pathlib import Path

import polib
import pytest

from common import messages, translations
from common.embedded import preparation
from common.embedded.errors import EmbeddedError
from common.embedded.preparation import Preparation, fingerprint


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose manage.py notes what it is asked to do."""
    root = tmp_path / "project"
    (root / "unions").mkdir(parents=True)
    (root / "static").mkdir()
    (root / "unions" / "models.py").write_text("one")
    (root / "static" / "portal.css").write_text("one")
    (root / "requirements.txt").write_text("")
    (root / "manage.py").write_text(
        "import sys, pathlib; log = pathlib.Path(__file__).with_name('asked');"
        "log.open('a').write(' '.join(sys.argv[1:]) + '\\n');"
        "sys.exit(pathlib.Path(__file__).with_name('broken').exists())"
    )
    monkeypatch.setattr(preparation, "PROJECT", root)
    monkeypatch.setattr(preparation, "compile_all", list)
    return root


def prepare(root: Path, *, demo: bool = True, own: bool = True) -> bool:
    note = root.parent / "bootstrap.json" if own else None
    return Preparation({}, root.parent / "collected", note, demo).run()


def asked(root: Path) -> list[str]:
    log = root / "asked"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


COLLECT = "collectstatic --noinput --verbosity=0"


def test_the_first_start_does_everything(project: Path) -> None:
    assert prepare(project)
    assert asked(project) == [COLLECT, "bootstrap --demo"]


def test_the_second_start_does_nothing(project: Path) -> None:
    prepare(project)
    asked(project)
    assert prepare(project)
    assert asked(project) == []


def test_changed_code_is_migrated_and_the_demo_left_alone(project: Path) -> None:
    prepare(project)
    asked(project)
    (project / "unions" / "models.py").write_text("two")
    assert prepare(project)
    assert asked(project) == ["bootstrap"]


def test_changed_styles_are_collected(project: Path) -> None:
    prepare(project)
    asked(project)
    (project / "static" / "portal.css").write_text("two")
    prepare(project)
    assert asked(project) == [COLLECT]


def test_an_interrupted_bootstrap_is_done_again_with_its_demo(project: Path) -> None:
    (project / "broken").touch()
    with pytest.raises(EmbeddedError, match="collectstatic failed"):
        prepare(project)
    (project / "broken").unlink()
    asked(project)
    assert prepare(project)
    assert asked(project) == [COLLECT, "bootstrap --demo"]


def test_without_demo_it_stays_without(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not prepare(project, demo=False)
    assert asked(project) == [COLLECT, "bootstrap"]
    assert not prepare(project, demo=True)
    assert asked(project) == []
    assert "begun without demo data" in capfd.readouterr().err
    assert json.loads((project.parent / "bootstrap.json").read_text())["demo"] is False


def test_a_foreign_database_is_brought_up_to_date_each_time(project: Path) -> None:
    for expected in ([COLLECT, "bootstrap"], ["bootstrap"]):
        assert not prepare(project, demo=False, own=False)
        assert asked(project) == expected


def test_a_fingerprint_knows_names_and_contents(project: Path) -> None:
    one, two = project / "one", project / "two"
    one.write_text("x")
    before = fingerprint([one])
    one.rename(two)
    assert fingerprint([two]) != before
    two.rename(one)
    assert fingerprint([one]) == before


class TestTranslations:
    def catalogue(self, root: Path, *entries: polib.POEntry) -> Path:
        folder = root / "locale" / "zh_Hans" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        made = polib.POFile()
        made.metadata = messages.METADATA
        made.extend(entries)
        made.save(str(folder / "django.po"))
        return folder

    def test_compiled_once_and_again_after_a_change(self, tmp_path: Path) -> None:
        folder = self.catalogue(tmp_path, polib.POEntry(msgid="home", msgstr="家"))
        assert translations.compile_all(tmp_path) == [folder / "django.mo"]
        assert [entry.msgstr for entry in polib.mofile(str(folder / "django.mo"))] == ["家"]
        assert translations.compile_all(tmp_path) == []
        self.catalogue(tmp_path, polib.POEntry(msgid="home", msgstr="职工之家"))
        assert translations.compile_all(tmp_path) == [folder / "django.mo"]
        assert [entry.msgstr for entry in polib.mofile(str(folder / "django.mo"))] == ["职工之家"]

    def test_guesses_are_not_compiled(self, tmp_path: Path) -> None:
        guess = polib.POEntry(msgid="home", msgstr="房", flags=["fuzzy"])
        folder = self.catalogue(tmp_path, guess)
        translations.compile_all(tmp_path)
        assert list(polib.mofile(str(folder / "django.mo"))) == []

    def test_what_is_new_gone_or_empty_is_named(self, tmp_path: Path) -> None:
        self.catalogue(
            tmp_path,
            polib.POEntry(msgid="kept", msgstr="留"),
            polib.POEntry(msgid="gone", msgstr="去"),
            polib.POEntry(msgid="empty", msgstr=""),
        )
        (tmp_path / "views.py").write_text("_('kept'); _('empty'); _('new')\n")
        assert messages.problems(tmp_path) == [
            "new in the code: 'new'",
            "gone from the code: 'gone'",
            "not translated: 'empty'",
        ]

    def test_renewing_takes_in_and_drops_and_never_guesses(self, tmp_path: Path) -> None:
        folder = self.catalogue(
            tmp_path,
            polib.POEntry(msgid="Book this room", msgstr="预订此房间"),
            polib.POEntry(msgid="kept", msgstr="留"),
        )
        (tmp_path / "views.py").write_text("_('kept'); _('Book this room now')\n")
        messages.renew(tmp_path)
        catalogue = polib.pofile(str(folder / "django.po"))
        assert {entry.msgid: entry.msgstr for entry in catalogue} == {
            "kept": "留",
            "Book this room now": "",
        }
