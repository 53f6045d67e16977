"""The page that says from which official price each key of the book comes (docs/price-mapping.md)."""

from collections.abc import Iterable, Iterator

from finopsguard.prices.book import PriceBook
from finopsguard.prices.update.mapping import Mapping
from finopsguard.prices.update.registry import PROVIDERS
from finopsguard.prices.update.rules import BY_SKU, SUM, Rule
from finopsguard.prices.update.uses import billed, billed_types

TITLES = {
    "aws": "AWS: Price List, on-demand terms",
    "azure": "Azure: Retail Prices, consumption",
    "gcp": "Google Cloud: Cloud Billing Catalog",
    "ovh": "OVHcloud: order catalogue of the public cloud",
    "open-telekom-cloud": "Open Telekom Cloud: price API",
}
HEAD = """\
# Where prices come from in the official lists

`finopsguard prices update` finds the price of a key by these filters; `finopsguard prices verify` says where that fails. Written by
`python tools/write_docs.py` from `guard/finopsguard/prices/update/mapping/*.tsv`.

A filter is conditions on attributes of the official list. `*` stands for anything, `a | b` for either, `a > b` for `a`, called `b` in
the key; `{name}` takes a part of a value that the key or a later condition uses. `usage` is AWS's usage type without the prefix of the
region. **SKU** means that the book knows the key's SKU or meter and the list is read by that; keys of regions where it does not stay as
shipped. The unit is the list's; where it is not the book's, the price is divided by what stands after `/`.

Keys that are not mapped keep their shipped price, whose date says how old it is. [Components](#components) says which key bills what."""
COMPONENTS = """\
## Components

What each resource type is billed for, by which keys, and whether these are mapped; `*` stands for a size or generation. Written from the
plans among the fixtures. Lines that have no key of their own (a share of another line's price) are not in it."""


def mapping_page(book: PriceBook, types: Iterable[str]) -> Iterator[str]:
    """The page, line by line. ``types``: all that the catalogue prices."""
    yield HEAD
    for provider in PROVIDERS:
        rules = Mapping.of(provider, book).rules
        yield from (
            "",
            f"## {TITLES[provider]}",
            "",
            "| service | key | list | filter | unit |",
            "|---|---|---|---|---|",
        )
        for rule in rules:
            if rule.mapped:
                yield f"| `{rule.service}` | {_code(rule.key)} | {rule.official} | {_filter(rule)} | {_unit(rule)} |"
        yield from ("", "Not mapped:", "", "| service | key | why |", "|---|---|---|")
        for rule in rules:
            if not rule.mapped:
                yield f"| `{rule.service}` | {_code(rule.key)} | {rule.note} |"
    yield from (
        "",
        "## Other clouds",
        "",
        "Cleura, Cyso, Gcore, Hikube, Infomaniak, Leafcloud, NWS, plusserver, Safespring and ScaleUp have no",
    )
    yield "public price API. Their prices are those of the shipped book; give newer ones with `--prices`."
    yield from ("", COMPONENTS)
    for provider in PROVIDERS:
        yield from ("", f"### {TITLES[provider].partition(':')[0]}", "")
        yield from ("| resource type | component | key | mapped |", "|---|---|---|---|")
        yield from _components(Mapping.of(provider, book))
    others = sorted(set(types) - billed_types())
    yield from ("", f"No line of these types has a price of the book in those plans: {', '.join(map(_code, others))}.")


def _components(mapping: Mapping) -> Iterator[str]:
    for type_, name, service, key, example in billed(mapping.provider):
        rule = mapping.rule_of(service, example)
        if rule is None:
            continue  # what another OpenStack cloud has a price of and this one has not
        how = "yes" if rule.mapped else f"no: {rule.note}"
        yield f"| `{type_}` | {name} | {_code(f'{service} {key}')} | {how} |"


def _filter(rule: Rule) -> str:
    if rule.filter == BY_SKU:
        return "**SKU**"
    if rule.filter == SUM:
        return rule.note
    return _code(rule.filter.replace("|", " | ").replace(">", " > "))


def _unit(rule: Rule) -> str:
    if rule.conditions:
        per = (
            f" / {rule.per.normalize():f}"
            if rule.per != 1 and rule.per > 1
            else f" × {(1 / rule.per).normalize():f}"
            if rule.per != 1
            else ""
        )
        start = f", from {rule.start}" if rule.start else ""
        return f"{' or '.join(rule.units)}{per}{start}"
    return ""


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"
