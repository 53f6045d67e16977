"""How a user names a cloud on the command line: ``openstack`` or ``openstack:CLOUD``."""

from finopsguard.errors import UsageError

PREFIX = "openstack"


def cloud_of(text: str) -> str:
    """The entry of clouds.yaml in ``openstack:CLOUD``; empty for ``openstack`` alone, which is what the ``OS_*`` variables say.

    Raises :class:`UsageError` for anything else.
    """
    kind, colon, cloud = text.partition(":")
    if kind != PREFIX or (colon and not cloud):
        raise UsageError(
            f"{text} is no cloud whose quotas can be read.",
            hint="Write openstack for the cloud of your OS_* variables, or openstack:CLOUD for one of your clouds.yaml.",
        )
    return cloud
