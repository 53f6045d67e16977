"""Compiled templates are kept beside their sources, and what is kept never stands in the way."""

import sys

import pytest

from finopsguard.report import templating
from finopsguard.report.templating import environment


@pytest.fixture
def templates(tmp_path, monkeypatch):
    monkeypatch.setattr(templating, "_TEMPLATES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.j2").write_text("one {{ name }}", encoding="utf-8")
    return tmp_path


def rendered():
    return environment(str, {}).get_template("a.j2").render(name="<b>")


def test_a_template_is_compiled_once_and_anew_when_it_changes(templates):
    assert rendered() == "one &lt;b&gt;"
    (kept,) = (templates / "__pycache__").iterdir()
    before = kept.stat().st_ino
    assert rendered() == "one &lt;b&gt;"
    assert kept.stat().st_ino == before
    (templates / "a.j2").write_text("two {{ name }}", encoding="utf-8")
    assert rendered() == "two &lt;b&gt;"


@pytest.mark.parametrize("cut", [0, 5, 40, 200])
def test_a_kept_file_that_is_cut_short_is_written_anew(templates, cut):
    rendered()
    (kept,) = (templates / "__pycache__").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:cut])
    assert rendered() == "one &lt;b&gt;"
    assert kept.read_bytes() == whole


def test_nothing_is_kept_where_it_cannot_be_or_python_keeps_nothing(templates, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert rendered() == "one &lt;b&gt;"
    assert not (templates / "__pycache__").exists()
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (templates / "__pycache__").write_text("no folder", encoding="utf-8")
    assert rendered() == "one &lt;b&gt;"
