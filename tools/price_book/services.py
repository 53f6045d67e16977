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
        "disk/TIER/REDUNDANCY; disk-operations/P|E|S/REDUNDANCY; disk-mount/TIER/REDUNDANCY; snapshot/KIND/REDUNDANCY; ultra|premium-v2/LRS/PART; blob/TIER/REDUNDANCY/PART",
        "meterName 'TIER REDUNDANCY Disk', 'TIER REDUNDANCY Disk Operations' ...; blob: productName General Block Blob v2, skuName 'TIER REDUNDANCY'; sku = meterId",
    ),
    ("azure", "app-service"): ("Azure App Service", "Azure App Service plans", "PLAN/linux|windows", "skuName=PLAN; linux: productName ends with Linux; sku = meterId"),
    ("azure", "application-gateway"): ("Application Gateway", "Azure Application Gateway", "standard-v2|waf-v2/hour|capacity-unit", "meterName Standard Fixed Cost, Standard Capacity Units"),
    ("azure", "container-registry"): ("Container Registry", "Azure Container Registry", "basic|standard|premium/day; storage; build/vcpu", "meterName Basic Registry Unit ..., Data Stored, Task vCPU Duration"),
    ("azure", "cosmos-db"): ("Azure Cosmos DB", "Azure Cosmos DB", "provisioned|autoscale|multi-region-write/100-rus; serverless/1m-rus; storage", "meterName 100 RU/s, AP1 100 RUs, 100 Multi-master RU/s, 1M RUs, Data Stored"),
    ("azure", "dns"): ("Azure DNS", "Azure DNS", "public|private/queries|zone", "meterName Public Queries, Public Zone, Private Queries, Private Zone"),
    ("azure", "functions"): ("Functions", "Azure Functions", "consumption/gb-seconds|executions; premium/vcpu|memory", "meterName Standard Execution Time, Standard Total Executions, vCPU Duration, Memory Duration"),
    ("azure", "kubernetes-service"): ("Azure Kubernetes Service", "Azure Kubernetes Service", "standard/cluster", "skuName Standard, meterName Standard Uptime SLA"),
    ("azure", "load-balancer"): ("Load Balancer", "Azure Load Balancer", "standard/rule|gb", "meterName Standard Overage LB Rules and Outbound Rules, Standard Data Processed"),
    ("azure", "log-analytics"): ("Log Analytics", "Azure Monitor logs", "analytics|basic|sentinel/ingestion; commitment/GB; basic/search; export; retention; archive/PART", "meterName Analytics Logs Data Ingestion, Basic Logs Data Ingestion ..."),
    ("azure", "mysql"): ("Azure Database for MySQL", "Azure Database for MySQL, flexible server", "flexible/SIZE|storage|iops|backup", "productName Azure Database for MySQL Flexible Server ..."),
    ("azure", "nat-gateway"): ("NAT Gateway", "Azure NAT Gateway", "standard/hour|gb", "meterName Standard Gateway, Standard Data Processed"),
    ("azure", "postgresql"): ("Azure Database for PostgreSQL", "Azure Database for PostgreSQL, flexible server", "flexible/SIZE|SERIES/vcore|storage|backup", "productName Azure Database for PostgreSQL Flexible Server ..."),
    ("azure", "redis"): ("Redis Cache", "Azure Cache for Redis", "SKU_FAMILYCAPACITY, per node", "productName Azure Redis Cache SKU, meterName 'P1 Cache Instance'"),
    ("azure", "sql-database"): ("SQL Database", "Azure SQL Database", "dtu/OBJECTIVE; TIER/GENERATION/vcore; TIER/serverless|licence|storage; backup|long-term/REDUNDANCY; extra-storage/KIND", "productName SQL Database Single ..., skuName"),
    ("azure", "virtual-network"): ("Virtual Network", "Azure public IP addresses", "public-ip/standard|global", "meterName Standard IPv4 Static Public IP"),
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
