"""String functions."""

from typing import Any

from finopsguard.plan.hcl.plain.functions.registry import Function, pure, sequence, text, whole
from finopsguard.plan.hcl.plain.limits import check_items, check_string
from finopsguard.plan.hcl.plain.values import EvaluationError


def _chomp(value: Any) -> str:
    return text(value).rstrip("\r\n")


def _indent(spaces: Any, value: Any) -> str:
    count, found = whole(spaces), text(value)
    check_string(len(found) + max(count, 0) * (found.count("\n") + 1))
    return found.replace("\n", "\n" + " " * count)


def _join(separator: Any, *lists: Any) -> str:
    items = [text(item) for given in lists for item in sequence(given)]
    check_string(sum(map(len, items)) + len(text(separator)) * len(items))
    return text(separator).join(items)


def _upper(value: Any) -> str:
    """Letter by letter: one that has no capital of its own (``ß``) stays."""
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text(value))


def _lower(value: Any) -> str:
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text(value))


def _split(separator: Any, value: Any) -> list[str]:
    found = text(value)
    if not text(separator):
        check_items(len(found))
        return list(found)
    check_items(found.count(text(separator)) + 1)
    return found.split(text(separator))


def _strrev(value: Any) -> str:
    return "".join(reversed(characters(text(value))))


def characters(value: str) -> list[str]:
    """Characters as people see them: a letter with its accents stays together."""
    if value.isascii():
        return list(value)
    clusters: list[str] = []
    for character in value:
        if clusters and _joins(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters


def _joins(character: str) -> bool:
    """Combining marks belong to the letter before them."""
    import unicodedata  # noqa: PLC0415  only for text beyond ASCII

    return not character.isascii() and bool(unicodedata.combining(character))


def _substr(value: Any, offset: Any, length: Any) -> str:
    found, start, count = characters(text(value)), whole(offset), whole(length)
    if start < 0:
        start = max(len(found) + start, 0)
    end = len(found) if count < 0 else start + count
    return "".join(found[start:end])


def _title(value: Any) -> str:
    """The first letter of each word; the rest stays."""
    found = text(value)
    return "".join(
        letter.upper() if place == 0 or found[place - 1].isspace() or _separates(found[place - 1]) else letter
        for place, letter in enumerate(found)
    )


def _separates(character: str) -> bool:
    """What Go's strings.Title takes as the end of a word, besides white space."""
    return character.isascii() and not (character.isalnum() or character == "_")


def _trimprefix(value: Any, prefix: Any) -> str:
    return text(value).removeprefix(text(prefix))


def _trimsuffix(value: Any, suffix: Any) -> str:
    return text(value).removesuffix(text(suffix))


def _strip(value: Any, characters: Any) -> str:
    return text(value).strip(text(characters)) if text(characters) else text(value)


def _startswith(value: Any, prefix: Any) -> bool:
    return text(value).startswith(text(prefix))


def _endswith(value: Any, suffix: Any) -> bool:
    return text(value).endswith(text(suffix))


def _strcontains(value: Any, part: Any) -> bool:
    return text(part) in text(value)


def _trimspace(value: Any) -> str:
    if value is None:
        raise EvaluationError("a string is required, not null")
    return text(value).strip()


FUNCTIONS: dict[str, Function] = {
    "chomp": pure(_chomp, 1),
    "endswith": pure(_endswith, 2),
    "indent": pure(_indent, 2),
    "join": pure(_join, 2, None),
    "lower": pure(_lower, 1),
    "split": pure(_split, 2),
    "startswith": pure(_startswith, 2),
    "strcontains": pure(_strcontains, 2),
    "strrev": pure(_strrev, 1),
    "substr": pure(_substr, 3),
    "title": pure(_title, 1),
    "trim": pure(_strip, 2),
    "trimprefix": pure(_trimprefix, 2),
    "trimspace": pure(_trimspace, 1),
    "trimsuffix": pure(_trimsuffix, 2),
    "upper": pure(_upper, 1),
}
