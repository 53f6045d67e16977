"""What can be typed after ``finopsguard``: one file per command or group, listed in :data:`COMMANDS`.

A command reads its flags, calls the room that does the work, and shows what comes back. It imports the room when it runs.
"""

from collections.abc import Mapping
from typing import Final

COMMANDS: Final[Mapping[str, str]] = {
    "action": "finopsguard.commands.action:action",
    "check": "finopsguard.commands.check:check",
    "comment": "finopsguard.commands.comment:comment",
    "explain": "finopsguard.commands.explain:explain",
    "init": "finopsguard.commands.init:init",
    "match": "finopsguard.commands.match:match",
    "policy": "finopsguard.commands.policy:policy",
    "prices": "finopsguard.commands.prices:prices",
    "quota": "finopsguard.commands.quota:quota",
    "resources": "finopsguard.commands.resources:resources",
    "usage": "finopsguard.commands.usage:usage",
}
"""Name of a command -> ``module:function``, imported when the command is asked for."""
