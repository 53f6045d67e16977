"""From the ways in which clouds write places to the region codes of their price lists."""

import re
from collections.abc import Mapping
from typing import Any

_AWS_REGION = re.compile(r"[a-z]{2,4}(?:-gov|-iso[a-z]?|-de)?-[a-z]+-\d{1,2}")
_GOOGLE_REGION = re.compile(r"([a-z]+-[a-z]+\d+)(?:-[a-z0-9]+)?")
_GOOGLE_LINK = re.compile(r"/(regions|zones|locations)/([a-z0-9-]+)")


def aws_region(value: Any) -> str:
    """``eu-west-1``; empty for anything that is not a region code."""
    return value if isinstance(value, str) and _AWS_REGION.fullmatch(value) else ""


def aws_region_of_zone(zone: Any) -> tuple[str, bool]:
    """The region of an availability zone (``eu-west-1a``), local zone (``us-west-2-lax-1a``) or wavelength zone
    (``us-east-1-wl1-bos-wlz-1``), and whether it is one of the latter two, which are billed at rates of their own.
    """
    match = _AWS_REGION.match(zone) if isinstance(zone, str) else None
    if match is None:
        return "", False
    rest = zone[match.end() :]
    if re.fullmatch(r"[a-z]", rest):
        return match[0], False
    return (match[0], True) if rest.startswith("-") else ("", False)


def aws_region_of_arn(arn: Any) -> str:
    """The fourth part of an ARN. Those of S3, IAM and CloudFront have none."""
    parts = arn.split(":", 5) if isinstance(arn, str) and arn.startswith("arn:") else ()
    return aws_region(parts[3]) if len(parts) == 6 else ""


def azure_region(location: Any) -> str:
    """``East US 2`` and ``eastus2`` are the same place."""
    return "".join(location.split()).lower() if isinstance(location, str) else ""


def google_region(place: Any) -> str:
    """The region of a region, zone or link to one; multi-regions (``US``, ``EUR4``) and ``global`` in lower case, as
    they are.
    """
    if not isinstance(place, str) or not place:
        return ""
    name = place.rstrip("/").rpartition("/")[2].lower()
    match = _GOOGLE_REGION.fullmatch(name)
    return match[1] if match else name


def google_region_of_link(link: Any) -> str:
    """The region in a ``self_link`` or id; empty for what is global."""
    match = _GOOGLE_LINK.search(link) if isinstance(link, str) else None
    return google_region(match[2]) if match else ""


def first(values: Mapping[str, Any], *names: str) -> Any:
    """The first of some attributes that is set; of a list, its first item."""
    for name in names:
        value = values.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if value:
            return value
    return None
