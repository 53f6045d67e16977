"""Texts that mean harm, and a report that carries one of them in every place where a text can stand."""

from hypothesis import strategies as st

from finopsguard.types.discount import DiscountKind
from finopsguard.types.result import (
    CommitmentLine,
    Conversion,
    DiscountTotal,
    Drifted,
    PriceBook,
    PriceRef,
    ProjectLine,
    Reason,
    Report,
    Unsupported,
    Verdict,
)
from tests.report.hostile_live import live
from tests.report.reports import D, component, discount, driver, report, resource

FRAGMENTS = (
    "|",
    "`",
    "``",
    "```",
    "\\",
    "\\|",
    "\n",
    "\r\n",
    "\n\n# Heading\n\n",
    "\n- item",
    "\n| a | b |\n|---|---|\n",
    "</details>",
    "<details><summary>",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--",
    "-->",
    "]]>",
    "&lt;",
    "&#x3c;",
    '"',
    "'",
    "@everyone",
    "a@b.test",
    "#123",
    "owner/repo#1",
    "GH-12",
    "0123456789abcdef0123456789abcdef01234567",
    "https://x.test/",
    "www.x.test",
    "javascript:alert(1)",
    "[x](http://x.test)",
    "![x](http://x.test)",
    "[x]: http://x.test",
    "$x$",
    "$$",
    "**",
    "__",
    "~~",
    "1. ",
    "- ",
    "> ",
    "+ ",
    "---",
    "===",
    "\t",
    "    ",
    "\x1b[31m",
    "\x1b]8;;http://x.test\x07",
    "\x9b31m",
    "\x00",
    "\x08",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ufeff",
    "\U000e0001",
    "\ud800",
    "日本",
    "e\u0301",
    "{{ 7*7 }}",
    "{% raw %}",
    "{#",
    ":tada:",
)

fragments = st.sampled_from(FRAGMENTS)
hostile_texts = st.lists(st.one_of(fragments, st.text(min_size=1, max_size=12)), min_size=1, max_size=8).map("".join)


def everywhere(text: str) -> Report:
    """A report in which every text that can come from a plan, a price file or a policy is ``text``."""
    flat = "Do this: " + text.replace("\n", " ")  # a sentence, whatever the text is
    source = PriceRef(source=text, date=text, sku=text, provider=text, service=text, region=text, key=text)
    first = resource(
        f"{text}1",
        "update",
        "10",
        "20",
        project=f"{text}a",
        type=text,
        provider=text,
        region=text,
        region_source="default",
        module=text,
        tags={text: text},
        deposed=text,
        drivers=(driver(text, text, text), driver(text, None, text)),
        notes=(text,),
        file=text,
        line=1,
        components=(
            component(
                text,
                text,
                "10",
                "2",
                price=source,
                note=text,
                discounts=(
                    discount(text, DiscountKind.FLAT, "0.5", "10"),
                    discount(text, DiscountKind.CREDIT, "0.1", "1"),
                ),
            ),
        ),
    )
    second = resource(
        f"{text}2",
        "create",
        "0",
        None,
        project=f"{text}b",
        type=text,
        module=f"{text}m",
        tags={text: text},
        status="depends_on_usage",
        depends_on_usage=(text, text),
        previous_address=text,
        components=(component(text, text, None, "0.1", price=source),),
    )
    third = resource(
        f"{text}3",
        "forget",
        "0",
        None,
        project=f"{text}b",
        type=text,
        currency="EUR",
        status="no_price",
        complete=False,
        importing=True,
        notes=(text,),
        components=(component(text, text, "1", None, status="no_price", note=text),),
    )
    lines = (first, second, third)
    return report(
        lines,
        conversions=(Conversion(source="EUR", target="USD", rate=D("1.1"), date=text, origin=text),),
        discounts=(DiscountTotal("USD", D(2), D(1), D(1)),),
        commitments=(
            CommitmentLine(
                name=text,
                kind=text,
                source=text,
                unit=text,
                committed=D(3),
                used=D(1) / 3,
                unused=D(8) / 3,
                resources=1,
            ),
        ),
        verdict=Verdict.FAIL,
        tool_version=text,
        price_book=PriceBook(date=text, hash=text, oldest=text),
        max_increase=text,
        budget=D(100),
        warnings=(text,),
        reasons=(
            Reason(
                code=text,
                verdict=Verdict.FAIL,
                message=text,
                fix=flat,
                observed=text,
                limit=text,
                project=text,
                address=text,
                file=text,
                line=3,
            ),
            Reason(code=text, verdict=Verdict.INCOMPLETE, message=text, fix=f"{flat}\n{flat}"),
        ),
        projects=tuple(
            ProjectLine(
                name=f"{text}{name}",
                path=text,
                verdict=Verdict.PASS,
                total_monthly_cost=D(1),
                delta_monthly_cost=D(1),
                plan_hash=text,
                terraform_version=text,
                resources=1,
                changed=1,
            )
            for name in "abc"
        ),
        unsupported=(Unsupported(type=text, count=2, addresses=(text, text)),),
        drift=(
            Drifted(
                project=text, address=text, type=text, delta=D(1), currency="USD", drivers=(driver(text, text, text),)
            ),
        ),
        **live(text),
    )
