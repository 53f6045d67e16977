"""A name for a finding that stays the same from run to run, whatever lines move around it."""

import hashlib

LENGTH = 32


def fingerprint(policy: str, project: str, address: str, detail: str = "") -> str:
    """Of a policy, the project as it was named, and the address; ``detail`` tells apart what has no address (a budget's name)."""
    text = "\0".join((policy, project.replace("\\", "/").removeprefix("./"), address, detail))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
