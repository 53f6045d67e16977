"""Compiles ``guard/finopsguard/prices/data`` from collected price lists (CSV): one module per provider or service
group.
"""

from collections.abc import Callable

from price_book.aws_ec2 import compile_ec2
from price_book.aws_metered import compile_metered
from price_book.aws_quoted import compile_quoted
from price_book.aws_rds import compile_rds
from price_book.azure_disks import compile_disks
from price_book.azure_ratecard import compile_ratecard
from price_book.azure_services import compile_services
from price_book.azure_storage import compile_storage
from price_book.azure_vm import compile_virtual_machines
from price_book.draft import Draft
from price_book.gcp_compute import compile_compute
from price_book.gcp_quoted import compile_google_quoted
from price_book.gcp_services import compile_google_services
from price_book.openstack import compile_openstack
from price_book.resource_types import compile_resource_types
from price_book.rows import Reader

COMPILERS: tuple[Callable[[Reader, Draft], None], ...] = (
    compile_metered,
    compile_ec2,
    compile_rds,
    compile_quoted,
    compile_virtual_machines,
    compile_disks,
    compile_storage,
    compile_services,
    compile_ratecard,
    compile_compute,
    compile_google_quoted,
    compile_google_services,
    compile_openstack,
    compile_resource_types,
)
