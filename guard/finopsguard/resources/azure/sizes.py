"""Names of virtual machine sizes (Azure: "Azure virtual machine sizes naming conventions")."""

from finopsguard.resources.values import whole

IRREGULAR = {"promo": "Promo", "noib": "noIB", "ndr": "NDR"}


def canonical(size: str) -> str:
    """A size as Azure's price list spells it, however the user did: ``standard_d4s_v5`` -> ``Standard_D4s_v5``.

    Family letters and accelerators are capitals, features and versions small letters.
    """
    kind, _, rest = size.partition("_")
    if not rest:
        return size
    first, *others = rest.lower().split("_")
    letters = len(first) - len(first.lstrip("abcdefghijklmnopqrstuvwxyz"))
    name = first[:letters].upper() + first[letters:]
    return "_".join((kind.capitalize(), name, *(_part(part) for part in others)))


OLDER = {"1": 1, "2": 2, "3": 4, "4": 8, "5": 16, "11": 2, "12": 4, "13": 8, "14": 16, "15": 20}
"""vCPUs of D and DS sizes before version 3, whose number is not that of their vCPUs (Azure: "Dv2 and DSv2-series")."""


def vcpus(size: str) -> int | None:
    """How many vCPUs a size has by its name (8 of ``E16-8as_v4``); ``None`` for old families of which the name does not say it."""
    parts = canonical(size).split("_")
    if len(parts) < 2 or parts[0] != "Standard":
        return None
    family = parts[1][: len(parts[1]) - len(parts[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    rest = parts[1][len(family) :]
    number = rest[: len(rest) - len(rest.lstrip("0123456789-"))].rpartition("-")[2]
    versioned = parts[-1][:1] == "v"
    if family in {"D", "DS"} and (not versioned or parts[-1] == "v2"):
        return OLDER.get(number)
    if family in {"G", "GS"} or (family == "A" and not versioned):
        return None
    return whole(number)


def takes_premium_disks(size: str) -> bool:
    """Whether a size can have Premium SSDs: an ``s`` among the features (``Standard_D2s_v3``, ``Standard_DS2_v2``)."""
    name = canonical(size).partition("_")[2].partition("_")[0]
    family = name[: len(name) - len(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    features = name[len(family) :].lstrip("0123456789-")
    return "s" in features or family in {"DS", "GS", "FS"}


def _part(part: str) -> str:
    if part in IRREGULAR:
        return IRREGULAR[part]
    version = part[:1] == "v" and part[1:].isdigit() and len(part) < 4
    accelerator = part[:1].isalpha() and any(letter.isdigit() for letter in part)
    return part.upper() if accelerator and not version else part
