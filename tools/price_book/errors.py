"""What stops a compilation."""


class CompileError(Exception):
    """The sources hold something that must be looked at by a person before a book may be built from them."""
