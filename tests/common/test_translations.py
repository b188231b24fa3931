import os

import polib
import pytest

from common.translations import compile_all


@pytest.fixture
def catalogue(tmp_path):
    path = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    file = polib.POFile()
    file.append(polib.POEntry(msgid="home", msgstr="共享职工之家"))
    file.save(str(path))
    return path


def test_compiles_what_is_new(tmp_path, catalogue):
    [made] = compile_all(tmp_path)
    assert made == catalogue.with_suffix(".mo")
    assert polib.mofile(str(made))[0].msgstr == "共享职工之家"


def test_compiles_once(tmp_path, catalogue):
    compile_all(tmp_path)
    assert compile_all(tmp_path) == []


def test_compiles_again_what_has_changed(tmp_path, catalogue):
    [made] = compile_all(tmp_path)
    later = made.stat().st_mtime + 5
    os.utime(catalogue, (later, later))
    assert compile_all(tmp_path) == [made]
