"""Names of virtual machine sizes (Azure: "Azure virtual machine sizes naming conventions")."""


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


def vcpus(size: str) -> int | None:
    """How many vCPUs a size has by its name: the number after the family, where the name follows today's convention; else ``None``."""
    parts = canonical(size).split("_")
    if len(parts) < 3 or parts[-1] in {"v1", "v2", "Promo"} or not parts[-1].startswith("v"):
        return None
    digits = parts[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    number = digits[: len(digits) - len(digits.lstrip("0123456789"))]
    return int(number) if number else None


def takes_premium_disks(size: str) -> bool:
    """Whether a size can have Premium SSDs: an ``s`` among the features (``Standard_D2s_v3``, ``Standard_DS2_v2``)."""
    name = canonical(size).partition("_")[2].partition("_")[0]
    family = name[: len(name) - len(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    features = name[len(family) :].lstrip("0123456789-")
    return "s" in features or family in {"DS", "GS", "FS"}


def _part(part: str) -> str:
    if part == "promo":
        return "Promo"
    version = part[:1] == "v" and part[1:].isdigit() and len(part) < 4
    accelerator = part[:1].isalpha() and any(letter.isdigit() for letter in part)
    return part.upper() if accelerator and not version else part
