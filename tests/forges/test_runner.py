"""What the runner reads: no text becomes a command, an output or a line of another's."""

import string

from hypothesis import given
from hypothesis import strategies as st

from finopsguard.forges.runner import (
    SUMMARY_BYTES,
    Annotation,
    annotations,
    command,
    quoted,
    write_outputs,
    write_summary,
)
from tests.e2e.action_runner import outputs_of

NASTY = st.text(
    alphabet=st.one_of(st.sampled_from("%:,\r\n#[]<>=\\\x00\u2028\u202e"), st.characters(exclude_categories=("Cs",))),
    max_size=60,
)


def unescaped(text, pairs):
    for character, code in reversed(pairs):
        text = text.replace(code, character)
    return text


DATA = [("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]
PROPERTY = [*DATA, (":", "%3A"), (",", "%2C")]


@given(title=NASTY, message=NASTY, file=NASTY)
def test_an_annotation_is_one_line_and_says_what_was_meant(title, message, file):
    line = command(Annotation(level="error", title=title or "t", message=message, file=file, line=3))
    assert line.endswith("\n")
    assert "\n" not in line[:-1]
    assert "\r" not in line
    _, head, data = line[:-1].split("::", 2)
    properties = dict(part.split("=", 1) for part in head.removeprefix("error ").split(","))
    assert unescaped(data, DATA) == message
    assert unescaped(properties["title"], PROPERTY) == (title or "t")
    assert unescaped(properties.get("file", ""), PROPERTY) == file


@given(NASTY)
def test_text_for_the_log_stands_between_two_words_that_it_cannot_know(text):
    lines = quoted(text).split("\n")
    word = lines[0].removeprefix("::stop-commands::")
    assert len(word) == 32
    assert set(word) <= set(string.hexdigits)
    assert lines[-2] == f"::{word}::"
    assert f"::{word}::" not in lines[1:-2]


@given(value=NASTY.filter(lambda text: text.splitlines() == text.split("\n")))
def test_an_output_comes_back_as_it_was(value, tmp_path_factory):
    file = tmp_path_factory.mktemp("outputs") / "output"
    write_outputs(str(file), {"before": "1", "value": value, "after": "2"})
    assert outputs_of(file) == {"before": "1", "value": value, "after": "2"}


def test_multi_line_outputs_come_back(tmp_path):
    text = "one\nname=verdict\nEOF\nghadelimiter\n::error::x"
    write_outputs(str(tmp_path / "output"), {"a": text, "b": "2"})
    assert outputs_of(tmp_path / "output") == {"a": text, "b": "2"}


def test_ten_of_each_level_are_shown_and_the_rest_is_counted():
    found = [
        Annotation(level=level, title="t", message=f"{level} {number}")
        for level in ("error", "warning")
        for number in range(13)
    ]
    lines = annotations(found).splitlines()
    assert [line.split(" ", 1)[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert "3 more errors and 3 more warnings" in lines[-1]
    assert lines[0].endswith("error 0")


def test_a_summary_that_does_not_fit_gives_way_to_a_shorter_one(tmp_path):
    file = tmp_path / "summary"
    assert write_summary(str(file), ["€" * (SUMMARY_BYTES // 3 + 1), "short"])
    assert file.read_text(encoding="utf-8") == "short\n"
    assert not write_summary(str(file), ["x" * SUMMARY_BYTES])
    assert not write_summary("", ["x"])
