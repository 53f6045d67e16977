"""``services.tsv``: what each service is officially called, what its keys look like and how they map to the official list."""

Service = tuple[str, str, str, str]
"""Official code or id in the price API, title, pattern of the keys, mapping of a key to attributes of the official list."""

_ONDEMAND = "terms.OnDemand; sku = rate code or SKU"
SERVICES: dict[tuple[str, str], Service] = {
    ("aws", "AmazonEC2"): (
        "AmazonEC2",
        "Amazon EC2, EBS and NAT gateways",
        "TYPE/OS/TENANCY/on-demand; windows-uplift/TYPE; rhel-uplift/N-vcpu; suse-uplift/N-vcpu; ebs/VOLUME/PART; nat-gateway/hour|gb; cpu-credits/FAMILY; ebs-optimized/TYPE",
        "instanceType=TYPE operatingSystem=OS tenancy=TENANCY capacitystatus=Used preInstalledSw=NA; uplift: licensed minus Linux; "
        "ebs: usagetype EBS:VolumeUsage.VOLUME (io1 = piops), EBS:VolumeP-IOPS.VOLUME, EBS:VolumeP-Throughput.gp3 (GiBps / 1024); "
        "nat-gateway: usagetype NatGateway-Hours, NatGateway-Bytes",
    ),
    ("aws", "AmazonRDS"): (
        "AmazonRDS",
        "Amazon RDS and Aurora",
        "TYPE/ENGINE[/LICENCE]/DEPLOYMENT; storage|iops|throughput/VOLUME/DEPLOYMENT; backup/rds; aurora/TYPE/ENGINE/CONFIGURATION; aurora/PART; proxy/vcpu|acu",
        "instanceType databaseEngine databaseEdition licenseModel deploymentOption; storage: usagetype RDS:GP2-Storage, RDS:Multi-AZ-GP2-Storage, "
        "RDS:PIOPS-Storage (io1), RDS:GP3-PIOPS ...; aurora: usagetype Aurora:StorageUsage, Aurora:StorageIOUsage, Aurora:ServerlessV2Usage ...",
    ),
    ("aws", "AmazonS3"): (
        "AmazonS3",
        "Amazon S3",
        "CLASS/storage|put|get|retrieval|select-scanned|select-returned|lifecycle-transition; object-tagging; inventory/objects; analytics/objects",
        f"{_ONDEMAND}; storage: volumeType; requests: group S3-API-Tier1 (put), S3-API-Tier2 (get), per one request",
    ),
    ("aws", "AWSLambda"): ("AWSLambda", "AWS Lambda", "x86|arm/requests|duration|ephemeral-storage|provisioned-concurrency", f"{_ONDEMAND}; group AWS-Lambda-Duration[-ARM] ..."),
    ("aws", "AWSELB"): ("AWSELB", "Elastic Load Balancing", "alb|nlb|gwlb|clb/hour|lcu|gb", "productFamily Load Balancer[-Application|-Network|-Gateway]; usagetype LoadBalancerUsage, LCUUsage, DataProcessing-Bytes"),
    ("aws", "AmazonCloudWatch"): ("AmazonCloudWatch", "Amazon CloudWatch", "metrics; alarm/KIND; dashboard; logs/CLASS/ingestion; logs/storage; logs/insights-queries", _ONDEMAND),
    ("aws", "AmazonVPC"): ("AmazonVPC", "Amazon VPC", "public-ipv4/in-use|idle; interface-endpoint/hour|gb; transit-gateway/KIND/hour|gb; vpn-connection/hour; client-vpn/PART/hour", _ONDEMAND),
    ("aws", "AmazonRoute53"): ("AmazonRoute53", "Amazon Route 53", "hosted-zone; resolver/endpoint-eni; dns-firewall/PART", _ONDEMAND),
    ("aws", "AWSDataTransfer"): ("AWSDataTransfer", "AWS data transfer", "internet-out", "transferType=AWS Outbound; tiers from beginRange"),
    ("azure", "virtual-machines"): (
        "Virtual Machines",
        "Azure Virtual Machines",
        "SIZE/linux|windows/on-demand|spot; windows-uplift/SIZE",
        "armSkuName=SIZE; windows: productName ends with Windows; spot: skuName ends with Spot; sku = meterId",
    ),
    ("azure", "storage"): (
        "Storage",
        "Azure managed disks and storage accounts",
        "disk/TIER/REDUNDANCY; disk-operations/P|E|S/REDUNDANCY; disk-mount/TIER/REDUNDANCY; snapshot/KIND/REDUNDANCY; ultra|premium-v2/LRS/PART",
        "meterName 'TIER REDUNDANCY Disk', 'TIER REDUNDANCY Disk Operations' ...; sku = meterId",
    ),
    ("gcp", "compute-engine"): (
        "6F81-5844-456A",
        "Compute Engine",
        "TYPE/linux/on-demand|spot; custom/FAMILY/vcpu|ram/on-demand|spot; disk/KIND[/regional][/spot]; snapshot; ip/in-use|unused; nat/gb; egress/premium/DESTINATION; license/OS/TYPE",
        "a machine is the sum of the family's Core and Ram SKUs (resourceGroup CPU, RAM; usageType OnDemand, Preemptible); licences: resourceFamily License",
    ),
}
_CLOUDS = ("infomaniak", "ovh", "cleura", "cyso", "leafcloud", "safespring", "scaleup", "plusserver", "nws", "gcore", "hikube", "open-telekom-cloud")
_CLOUD_SERVICES: dict[str, Service] = {
    "instances": ("", "Instances (Nova flavours)", "FLAVOR; component/vcpu|ram", "price page; OVHcloud: planCode FLAVOR.consumption of the order catalogue"),
    "block-storage": ("", "Block storage (Cinder)", "storage[/TYPE][/hourly]; snapshot", "price page"),
    "object-storage": ("", "Object storage (Swift, S3)", "storage[/CLASS][/hourly]; egress", "price page"),
    "network": ("", "Addresses, load balancers, traffic", "floating-ip; load-balancer[/SIZE][/hourly]; egress", "price page"),
    "kubernetes": ("", "Managed Kubernetes", "control-plane[/PLAN][/hourly]", "price page"),
}
SERVICES |= {(cloud, name): service for cloud in _CLOUDS for name, service in _CLOUD_SERVICES.items()}
