"""Asking for a format."""

import pytest

from finopsguard.errors import Exit, UsageError
from finopsguard.report import FORMATS, render
from tests.report.rich import rich_report


@pytest.mark.parametrize("name", FORMATS)
def test_renderers_return_and_never_print(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = render(rich_report(), name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_report_is_rendered_the_same_twice(name: str) -> None:
    assert render(rich_report(), name) == render(rich_report(), name)


def test_an_unknown_format_is_wrong_usage_and_says_which_there_are() -> None:
    with pytest.raises(UsageError, match="no report format 'pdf'") as raised:
        render(rich_report(), "pdf")
    assert raised.value.exit_code is Exit.USAGE
    assert raised.value.hint == "Choose one of: text, markdown, html, json, junit, sarif."
