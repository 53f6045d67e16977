"""A page that is opened with trust: nothing in it may come alive, and nothing may be fetched."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

from hypothesis import given, settings

from finopsguard.report import RenderOptions, render
from finopsguard.types.result import Report
from tests.report.hostile import everywhere, hostile_texts
from tests.report.reports import report, resource
from tests.report.rich import HOSTILE, rich_report

VOID = frozenset({"br", "meta"})


class Page(HTMLParser):
    """Every tag with its attributes, the text, and whether the tags nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[tuple[str, tuple[tuple[str, str | None], ...]]] = Counter()
        self.text: list[str] = []
        self.open: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag, tuple(attrs)] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        (self.scripts if self.open and self.open[-1] == "script" else self.text).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data!r}")


def html(made: Report, **options: object) -> str:
    return render(made, "html", options=RenderOptions(**options))  # type: ignore[arg-type]  # names checked by msgspec


@given(hostile_texts)
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_a_tag_or_an_attribute(text: str) -> None:
    page, plain = Page(html(everywhere(text), details=True)), Page(html(everywhere("plain"), details=True))
    assert page.tags == plain.tags
    assert not page.open


def test_a_hostile_name_is_shown_as_it_is() -> None:
    shown = "".join(Page(html(rich_report())).text)
    assert HOSTILE.replace("\u202e", "\\u202e").replace("\x1b", "\\x1b") in shown


def test_the_page_allows_itself_nothing_but_its_own_script() -> None:
    page = html(rich_report())
    (script,) = Page(page).scripts
    digest = b64encode(sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_nothing_is_fetched() -> None:
    for tag, attributes in Page(html(rich_report())).tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "form", "a"}
        assert not {name for name, _ in attributes} & {"src", "href", "srcset", "action", "background"}
        assert not [name for name, _ in attributes if name.startswith("on")]
    assert not re.search(r"url\(|@import", html(rich_report()))


def test_headings_descend_and_headers_say_what_they_head() -> None:
    page = html(rich_report())
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(re.findall(r"<th\b", page)) == len(re.findall(r'<th scope="(?:col|row)"', page))


def test_only_so_many_rows_and_it_says_so() -> None:
    lines = [resource(f"aws_instance.web[{index}]", "create", "0", str(index)) for index in range(1, 2502)]
    page = html(report(lines))
    assert page.count('<th scope="row"><code>') + page.count('<th scope="row">\n<code>') <= 2010
    assert "The 2,000 largest of 2,501 changes" in page
    assert "501 more changes, together +$125,751.00/mo" in page  # 1 + ... + 501


def test_all_resources_are_there_when_asked_for() -> None:
    assert "Component detail of every resource" not in html(rich_report())
    assert "Standard storage" in html(rich_report(), details=True)
