"""Addresses, Cloud NAT, load balancing and VPN (Google: "VPC pricing", "Cloud NAT pricing", "Cloud Load Balancing pricing")."""

from decimal import Decimal

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Number, Unknown

COMPUTE = "compute-engine"
NAT_VMS = Decimal(32)
"""Assigned VMs beyond this number cost nothing more: the gateway's hour then has its highest price."""

FORWARDED = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")


@about(
    components=(("IP address (unused)", "hours"), ("IP address (standard VM)", "hours")),
    services=(COMPUTE,),
    assumptions=(
        "Unused unless a machine or NAT gateway of the plan refers to it; load balancers pay nothing for theirs.",
        "Internal and IPv6 addresses are free.",
    ),
)
def address(resource: Resource, bill: Bill) -> None:
    """``google_compute_address`` and ``google_compute_global_address``."""
    if resource.text("address_type", "EXTERNAL") == "INTERNAL" or resource.text("purpose") == "VPC_PEERING":
        bill.free("internal addresses are free")
        return
    if resource.text("ip_version", "IPV4") == "IPV6":
        bill.free("IPv6 addresses are free")
        return
    if any(resource.referrers(kind, "ip_address") for kind in FORWARDED):
        bill.free("an address that a forwarding rule uses is free")
        return
    hours = resource.settings.hours
    if _in_use(resource):
        bill.add("IP address (standard VM)", "hours", hours, resource.price(COMPUTE, "ip", "in-use"))
        return
    bill.note("nothing in this plan uses the address: the price of an unused one is counted")
    bill.add("IP address (unused)", "hours", hours, resource.price(COMPUTE, "ip", "unused"))


@about(
    components=(("Assigned VMs (first 32)", "VM-hours"), ("Data processed", "GB")),
    services=(COMPUTE,),
    usage=(("assigned_vms", "VMs that use the gateway"), ("monthly_data_processed_gb", "GB")),
)
def router_nat(resource: Resource, bill: Bill) -> None:
    """``google_compute_router_nat``: per VM and hour up to 32 VMs, the price of 32 beyond."""
    machines = resource.usage("assigned_vms")
    counted: Number | None = machines
    if isinstance(machines, Decimal):
        counted = min(machines, NAT_VMS)
    quantity = None if counted is None else counted * resource.settings.hours
    price = resource.price(COMPUTE, "nat", "vm")
    bill.use_amount("Assigned VMs (first 32)", "VM-hours", quantity, price, keys=("assigned_vms",))
    bill.use("Data processed", "GB", resource.price(COMPUTE, "nat", "gb"), key="monthly_data_processed_gb")


@about(
    components=(("Forwarding rules", "hours"), ("Ingress data", "GB")),
    services=(COMPUTE,),
    usage=(("monthly_ingress_data_gb", "GB"),),
    assumptions=("Each rule at the price of a further one: the first five of a project cost 2.5 of these together.",),
)
def forwarding_rule(resource: Resource, bill: Bill) -> None:
    """``google_compute_forwarding_rule`` and ``google_compute_global_forwarding_rule``."""
    bill.note(
        "the price of a rule beyond the first five of the project is counted; those five cost 2.5 of these together"
    )
    rule = resource.price(COMPUTE, "load-balancer", "forwarding-rule")
    bill.add("Forwarding rules", "hours", resource.settings.hours, rule, inputs=("load_balancing_scheme",))
    ingress = resource.price(COMPUTE, "load-balancer", "ingress")
    bill.use("Ingress data", "GB", ingress, key="monthly_ingress_data_gb")


@about(
    components=(("Proxy instance", "hours"), ("Data processed", "GB")),
    services=(COMPUTE,),
    usage=(("monthly_proxy_instances", "proxy instances"), ("monthly_data_processed_gb", "GB")),
)
def target_proxy(resource: Resource, bill: Bill) -> None:
    """``google_compute_target_http_proxy`` and its kin."""
    instances = resource.usage("monthly_proxy_instances")
    hours = None if instances is None else instances * resource.settings.hours
    proxy = resource.price(COMPUTE, "load-balancer", "proxy")
    bill.use_amount("Proxy instance", "hours", hours, proxy, keys=("monthly_proxy_instances",))
    processed = resource.price(COMPUTE, "load-balancer", "proxy", "gb")
    bill.use("Data processed", "GB", processed, key="monthly_data_processed_gb")


@about(components=(("VPN Tunnel", "hours"),), services=(COMPUTE,))
def vpn_tunnel(resource: Resource, bill: Bill) -> None:
    """``google_compute_vpn_tunnel``."""
    bill.add("VPN Tunnel", "hours", resource.settings.hours, resource.price(COMPUTE, "vpn", "tunnel"))


def _in_use(resource: Resource) -> bool:
    """Whether a machine or NAT gateway of the plan has this address."""
    if resource.referrers("google_compute_instance", "network_interface.0.access_config.0.nat_ip"):
        return True
    if resource.referrers("google_compute_router_nat", "nat_ips"):
        return True
    status = resource.text("status")
    return not isinstance(status, Unknown) and status == "IN_USE"
