"""Cinder volumes, alone or as block devices of a server (the clouds' price pages: "Block storage")."""

from finopsguard.resources.about import about
from finopsguard.resources.bill import Bill, Missing
from finopsguard.resources.openstack.prices import BLOCK_STORAGE, open_bill, price
from finopsguard.resources.resource import Resource
from finopsguard.resources.values import Block, Text, Unknown
from finopsguard.types.price import Price

TIERS = {
    "infomaniak": ("perf1", "perf2", "perf3"),
    "ovh": ("classic", "high-speed", "high-speed-gen2"),
    "safespring": ("ssd",),
}
"""Clouds that list a price per volume type; all others have one price for every type, under the key ``storage``."""

DEFAULT_TYPES = {"ovh": "classic"}
"""What a volume without a type becomes there; elsewhere nothing public tells."""


@about(
    components=(("Storage (type)", "GB"),),
    services=(BLOCK_STORAGE,),
    assumptions=(
        "List prices without VAT of the cloud that openstack.cloud in finopsguard.yml or the auth_url names.",
    ),
)
def volume(resource: Resource, bill: Bill) -> None:
    """``openstack_blockstorage_volume_v3`` (and ``_v2``, ``_v1``)."""
    open_bill(resource, bill)
    storage(resource, bill, resource, size="size")


def storage(resource: Resource, bill: Bill, block: Block, *, size: str = "volume_size") -> None:
    """The line for the capacity of one volume."""
    type_ = _type(resource, bill, block)
    amount = block.number(size)
    if amount == 0:
        amount = Unknown(f"{block.where(size)} is not given: the image or snapshot decides")
    inputs = (block.where("volume_type"), block.where(size))
    bill.add(f"Storage ({type_ or 'default type'})", "GB", amount, _price(resource, type_), inputs=inputs)


def _type(resource: Resource, bill: Bill, block: Block) -> Text:
    """The volume's type. One that is left out is the cloud's default."""
    path = block.where("volume_type")
    if block.values.get("volume_type") or resource.trial.configured(path) is True:
        return block.text("volume_type")
    default = DEFAULT_TYPES.get(resource.provider, "")
    if default:
        bill.note(f"{path} is not given: {default}, the default of {resource.provider}, assumed")
    return default


def _price(resource: Resource, type_: Text) -> Price | Missing:
    tiers = TIERS.get(resource.provider)
    if tiers is None:
        own = price(resource, BLOCK_STORAGE, "storage", type_) if type_ and isinstance(type_, str) else None
        return own if isinstance(own, Price) else price(resource, BLOCK_STORAGE, "storage")
    if isinstance(type_, Unknown):
        return Missing(type_.why)
    if not type_:
        return Missing(f"volume_type is not given, and {resource.provider} charges by type ({', '.join(tiers)})")
    return price(resource, BLOCK_STORAGE, "storage", _tier(type_, tiers))


def _tier(type_: str, tiers: tuple[str, ...]) -> str:
    """The listed name within a cloud's type: ``perf1`` of ``CEPH_1_perf1``."""
    lower = type_.lower()
    return next((tier for tier in tiers if lower == tier or lower.endswith(f"_{tier}")), type_)
