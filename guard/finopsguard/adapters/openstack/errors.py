"""What can be wrong before a cloud is asked at all."""

from finopsguard.errors import Exit, FinOpsGuardError, UsageError


class OpenStackError(FinOpsGuardError):
    """The cloud was asked for and cannot be had: the answer to the question is incomplete, not empty."""

    exit_code = Exit.INCOMPLETE


class CredentialsError(OpenStackError, ValueError):
    """Credentials are not there, or not whole."""


class MissingSDKError(UsageError):
    """openstacksdk is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "OpenStack clouds are read with openstacksdk, which is not installed.",
            hint="Install it: pip install '.[openstack]' in a clone of finopsguard.",
        )
