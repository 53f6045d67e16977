"""The forges, and how their pipelines are known. To add one: a module here with ``open_comments``, and one line in :data:`FORGES`."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final, cast

from finopsguard.errors import UsageError
from finopsguard.forges.comments import Target

FORGES: Final[Mapping[str, tuple[str, str]]] = {
    "github": ("GITHUB_ACTIONS", "finopsguard.forges.github:open_comments"),
    "gitlab": ("GITLAB_CI", "finopsguard.forges.gitlab:open_comments"),
    "azure-devops": ("TF_BUILD", "finopsguard.forges.azure_devops:open_comments"),
    "bitbucket": ("BITBUCKET_BUILD_NUMBER", "finopsguard.forges.bitbucket:open_comments"),
}
"""Name -> the variable that its pipelines set, and ``module:function``, imported when the forge is asked for."""


def detected(environ: Mapping[str, str]) -> str:
    """The forge whose pipeline this is. Raises :class:`UsageError` outside of any."""
    for name, (variable, _target) in FORGES.items():
        if environ.get(variable, "").lower() not in {"", "false"}:
            return name
    raise UsageError("No forge's pipeline is recognised.", hint=f"Give --forge: {', '.join(FORGES)}.")


def open_forge(name: str, environ: Mapping[str, str], number: str = "") -> Target:
    """The pull request of this pipeline on that forge; ``number`` names another. Raises :class:`UsageError`, :class:`ForgeError`."""
    module, _, function = FORGES[name][1].partition(":")
    opened = cast("Callable[[Mapping[str, str], str], Target]", getattr(import_module(module), function))
    return opened(environ, number)
