"""How much work a directory may ask for. Directories come from pull requests: a hostile one ends with a sentence, not with the machine."""

MOST_STEPS = 1_000_000
"""Expressions evaluated and items made, all modules together: some seconds of work."""
MOST_ITEMS = 100_000
"""Items of one collection."""
MOST_VALUES = 1_000_000
"""Values within one value, all levels together."""
LONGEST_STRING = 8 * 1024 * 1024
"""Characters of one string, and bytes of one file."""
MOST_PER_BLOCK = 10_000
"""Instances of one block."""
MOST_INSTANCES = 20_000
"""Instances of all blocks."""
DEEPEST_MODULE = 200
"""Modules within modules."""
MOST_FILES = 2_000
"""Files of one module, and files that ``fileset`` looks at are ten times that."""
LONGEST_NUMBER = 2_000
"""Digits: Terraform itself keeps 512 bits."""


class LimitReachedError(Exception):
    """Evaluation ends here. ``str()`` is the sentence."""


class Budget:
    """Counts the steps of one evaluation."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Raises :class:`LimitReachedError` when all steps are spent."""
        self.left -= steps
        if self.left < 0:
            raise LimitReachedError(f"Evaluation took more than {MOST_STEPS:,} steps and was ended.")

    def take(self, values: int) -> None:
        """Counts the work of looking at all of a value. Raises :class:`LimitReachedError` for one that is too large."""
        if values > MOST_VALUES:
            raise LimitReachedError(f"A value of more than {MOST_VALUES:,} parts was not evaluated.")
        self.spend(values // 10)


def check_items(count: int) -> None:
    """Raises :class:`LimitReachedError` for a collection that would be too large."""
    if count > MOST_ITEMS:
        raise LimitReachedError(f"A collection of {count:,} items is larger than {MOST_ITEMS:,} and was not made.")


def check_string(length: int) -> None:
    """Raises :class:`LimitReachedError` for a string that would be too long."""
    if length > LONGEST_STRING:
        raise LimitReachedError(
            f"A string of {length:,} characters is longer than {LONGEST_STRING:,} and was not made."
        )
