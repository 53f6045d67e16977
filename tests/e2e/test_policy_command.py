"""``finopsguard policy``, as a user calls it."""

from pathlib import Path

import pytest

from finopsguard.cli import run


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", "list"]) == 0
    assert "gp2-to-gp3" in capsys.readouterr().out
    assert run(["policy", "show", "log-retention"]) == 0
    assert "days: 365" in capsys.readouterr().out
    assert run(["policy", "show", "log-retentoin"]) == 2
    assert "Did you mean log-retention?" in capsys.readouterr().err


def test_new_then_test(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "large-machines.yaml"
    assert run(["policy", "new", "large-machines", "--out", str(file)]) == 0
    assert run(["policy", "test", str(tmp_path)]) == 0
    assert "3 tests of 1 policy: all hold" in capsys.readouterr().out
    assert run(["policy", "new", "large-machines", "--out", str(file)]) == 2
    file.write_text(file.read_text(encoding="utf-8").replace("limit: 100", "limit: 1000"), encoding="utf-8")
    assert run(["policy", "test", str(file)]) == 1
    out = capsys.readouterr().out
    assert "FAIL  dear (pass)" in out
    assert "expected fail, got pass" in out


def test_policies_without_tests_fail(tmp_path: Path) -> None:
    file = tmp_path / "rule.yaml"
    run(["policy", "new", "rule", "--out", str(file)])
    file.write_text(file.read_text(encoding="utf-8").partition("tests:")[0], encoding="utf-8")
    assert run(["policy", "test", str(file)]) == 1


@pytest.mark.parametrize("name", ["Large", "a b", "../x", "", "-", "a" * 61])
def test_ids_that_are_none(name: str) -> None:
    assert run(["policy", "new", "--", name]) == 2
