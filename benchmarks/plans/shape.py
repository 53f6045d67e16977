"""What a resource shape is, and the seeded random source that every shape draws from."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Values = dict[str, Any]


class Draw(Random):
    """A seeded source of attribute values: the same seed gives the same plan."""

    def pick(self, *options: T) -> T:
        """One of the options."""
        return self.choice(options)

    def flag(self) -> bool:
        """True or false, equally often."""
        return self.random() < 0.5

    def hex(self, digits: int) -> str:
        """The tail of an identifier."""
        return f"{self.getrandbits(4 * digits):0{digits}x}"

    def tags(self) -> dict[str, str]:
        """Four tags as teams set them."""
        return {
            "Name": f"app-{self.randrange(9999)}",
            "env": self.pick("dev", "stage", "prod"),
            "team": self.pick("core", "data", "web"),
            "cost-center": str(self.randrange(100, 999)),
        }


class Drawn(NamedTuple):
    """One resource as planned: what is known, and what the provider fills in at apply."""

    values: Values
    unknown: Values
    """In the shape of Terraform's ``after_unknown``: ``True`` where unknown, nested where a block is partly known."""


class Shape(NamedTuple):
    """A resource type with the frequency it is drawn by."""

    type: str
    weight: int
    """Share among the shapes of its cloud."""
    draw: Callable[[Draw], Drawn]
    earlier: Mapping[str, Any]
    """Attributes that an update or a replacement changes, with values before it that ``draw`` never gives."""


def unknown(*attributes: str) -> Values:
    """``after_unknown`` of attributes that are wholly unknown."""
    return dict.fromkeys(attributes, True)
