"""Resource types of OpenStack clouds, and which cloud a plan is for."""

from finopsguard.resources.openstack.clouds import cloud

__all__ = ["cloud"]
