"""Which policies a run uses, and with which action, severity and settings."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from finopsguard.config import Config
from finopsguard.errors import PolicyError
from finopsguard.policies.expressions.parse import near
from finopsguard.policies.policy import Policy
from finopsguard.types.policy import PolicyChoice


def select(policies: Sequence[Policy], config: Config) -> list[Policy]:
    """Policies that are on: by default, by ``finopsguard.yml``, by ``--only-policy``; less ``--skip-policy``.

    Raises :class:`PolicyError` for a name or setting that does not exist, and for one on that lacks a setting.
    """
    known = {policy.id: policy for policy in policies}
    for name, where in _named(config):
        if name not in known:
            raise PolicyError(f"{where}: there is no policy {name}.", hint=near(name, known, "policies"))
    choices = {choice.id: choice for choice in config.policies}
    chosen = []
    for policy in policies:
        choice = choices.get(policy.id)
        wanted = policy.id in config.only_policy or (not config.only_policy and _is_on(policy, choice))
        if wanted and policy.id not in config.skip_policy:
            chosen.append(configured(policy, choice, asked=policy.id in config.only_policy))
    return chosen


def configured(policy: Policy, choice: PolicyChoice | None, *, asked: bool = False) -> Policy:
    """The policy as ``finopsguard.yml`` wants it. Raises :class:`PolicyError` for settings that do not fit."""
    if choice is None:
        found = replace(policy, named=True) if asked else policy
    else:
        found = replace(
            policy,
            action=choice.action or policy.action,
            severity=choice.severity or policy.severity,
            settings=_settings(policy, choice),
            named=True,
        )
    unset = [name for name, value in found.settings.items() if value is None]
    if unset:
        where = choice.where if choice is not None else found.file
        raise PolicyError(
            f"{where}: the policy {found.id} needs the setting {unset[0]}.",
            hint=f"Write in finopsguard.yml: policies: {{{found.id}: {{settings: {{{unset[0]}: ...}}}}}}.",
        )
    return found


def _is_on(policy: Policy, choice: PolicyChoice | None) -> bool:
    return policy.default if choice is None else choice.enabled


def _named(config: Config) -> list[tuple[str, str]]:
    return [
        *((choice.id, choice.where) for choice in config.policies),
        *((name, "--only-policy") for name in config.only_policy),
        *((name, "--skip-policy") for name in config.skip_policy),
    ]


def _settings(policy: Policy, choice: PolicyChoice) -> dict[str, Any]:
    for name, value in choice.settings.items():
        if name not in policy.settings:
            raise PolicyError(
                f"{choice.where}: the policy {policy.id} has no setting {name}.",
                hint=near(name, policy.settings, "settings"),
            )
        default = policy.settings[name]
        if default is not None and _kind(default) != _kind(value):
            raise PolicyError(f"{choice.where}: the setting {name} is {value}.", hint=f"It is {_kind(default)}.")
    return {**policy.settings, **choice.settings}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, Decimal)):
        return "a number"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else "a text"
