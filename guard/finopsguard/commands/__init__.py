"""What can be typed after ``finopsguard``: one file per command or group, listed in :data:`COMMANDS`.

A command reads its flags, calls the room that does the work, and shows what comes back. It imports the room when it runs.
"""

from collections.abc import Mapping
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    "check": "finopsguard.commands.check:check",
    "explain": "finopsguard.commands.explain:explain",
    "policy": "finopsguard.commands.policy:policy",
    "prices": "finopsguard.commands.prices:prices",
    "resources": "finopsguard.commands.resources:resources",
}
"""Name of a command -> ``module:function``, imported when the command is asked for."""
