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
_MORE_AWS = {
    # Official code: title, pattern of the keys.
    "AmazonApiGateway": ("Amazon API Gateway", "rest/requests; http/requests; websocket/PART; cache/SIZE-gb"),
    "AmazonAthena": ("Amazon Athena", "queries"),
    "AmazonCloudFront": ("Amazon CloudFront", "internet-out/AREA; origin-out/AREA; requests/http|https/AREA; invalidations; dedicated-ip-certificate"),
    "AmazonDocDB": ("Amazon DocumentDB", "TYPE; storage; backup; cpu-credits"),
    "AmazonDynamoDB": ("Amazon DynamoDB", "CLASS/on-demand|provisioned/read|write|replicated-write; CLASS/storage; backup/KIND; streams/read"),
    "AmazonECR": ("Amazon ECR", "storage"),
    "AmazonECS": ("Amazon ECS (Fargate)", "fargate/OS/ARCHITECTURE/vcpu|memory; fargate/ephemeral-storage"),
    "AmazonEFS": ("Amazon EFS", "CLASS/storage|read|write; provisioned-throughput; elastic-throughput/read|write"),
    "AmazonEKS": ("Amazon EKS", "cluster/hour; cluster/extended-support-surcharge; fargate/vcpu|memory"),
    "AmazonES": ("Amazon OpenSearch Service", "TYPE.search; storage/VOLUME; throughput/gp3"),
    "AmazonElastiCache": ("Amazon ElastiCache", "TYPE/redis|memcached; backup"),
    "AmazonFSx": ("Amazon FSx", "windows|openzfs/ssd|hdd|throughput|backup"),
    "AmazonGrafana": ("Amazon Managed Grafana", "editor; viewer"),
    "AmazonKinesis": ("Amazon Kinesis Data Streams", "provisioned|on-demand/PART; long-term-retrieval"),
    "AmazonKinesisAnalytics": ("Amazon Managed Service for Apache Flink", "kpu; running-storage; backup"),
    "AmazonKinesisFirehose": ("Amazon Data Firehose", "ingested; format-conversion; vpc-delivery/hour|gb"),
    "AmazonMQ": ("Amazon MQ", "activemq|rabbitmq/TYPE/DEPLOYMENT"),
    "AmazonMSK": ("Amazon MSK", "broker/kafka.TYPE; storage/KIND; serverless/PART"),
    "AmazonMWAA": ("Amazon MWAA", "environment|worker|scheduler/SIZE; meta-database"),
    "AmazonNeptune": ("Amazon Neptune", "TYPE/standard|io-optimized; CONFIGURATION/storage|serverless; backup"),
    "AmazonRedshift": ("Amazon Redshift", "node/TYPE; concurrency-scaling/TYPE; serverless; backup; managed-storage; spectrum"),
    "AmazonSNS": ("Amazon SNS", "standard|fifo/requests; standard/notifications/PROTOCOL"),
    "AmazonStates": ("AWS Step Functions", "standard/transitions; express/requests|duration"),
    "AmazonTimestream": ("Amazon Timestream", "ingestion; memory-store; magnetic-store; query; TYPE/DEPLOYMENT"),
    "AWSBackup": ("AWS Backup", "storage/KIND; restore/KIND"),
    "AWSCertificateManager": ("AWS Private CA", "private-ca[/short-lived]; private-ca/certificates"),
    "AWSCloudFormation": ("AWS CloudFormation", "resource-provider|hook/operations|duration"),
    "AWSCloudTrail": ("AWS CloudTrail", "management-events/additional-copies; data-events; insights-events; lake/PART"),
    "AWSCodeArtifact": ("AWS CodeArtifact", "storage; requests"),
    "AWSCodePipeline": ("AWS CodePipeline", "v1/pipeline; v2/action-minutes"),
    "AWSConfig": ("AWS Config", "configuration-items; rule-evaluations; conformance-pack-evaluations"),
    "AWSDataSync": ("AWS DataSync", "transferred"),
    "AWSDirectConnect": ("AWS Direct Connect", "connection/SPEED"),
    "AWSDirectoryService": ("AWS Directory Service", "microsoft-ad/sharing"),
    "AWSEvents": ("Amazon EventBridge", "custom-events; archive/PART; scheduler/invocations"),
    "AWSGlobalAccelerator": ("AWS Global Accelerator", "accelerator"),
    "AWSGlue": ("AWS Glue", "catalog/PART; crawler; job[/flex]; databrew/PART"),
    "AWSNetworkFirewall": ("AWS Network Firewall", "endpoint/hour|gb"),
    "AWSQueueService": ("Amazon SQS", "standard|fifo/requests"),
    "AWSSecretsManager": ("AWS Secrets Manager", "secret; api-requests"),
    "AWSShield": ("AWS Shield", "advanced/month"),
    "AWSSystemsManager": ("AWS Systems Manager", "on-premises/advanced; parameter-store/PART"),
    "AWSTransfer": ("AWS Transfer Family", "protocol/PROTOCOL; uploaded; downloaded"),
    "CloudHSM": ("AWS CloudHSM", "hsm"),
    "CodeBuild": ("AWS CodeBuild", "linux|windows/TYPE"),
    "awskms": ("AWS KMS", "key; requests/KIND"),
    "awswaf": ("AWS WAF", "v2|classic/web-acl|rule|requests; v2/bot-control"),
}
SERVICES |= {("aws", code): (code, title, keys, _ONDEMAND) for code, (title, keys) in _MORE_AWS.items()}
_GCP = {
    # Our name: official service id where the sources give it, title, pattern of the keys.
    "artifact-registry": ("", "Artifact Registry", "storage"),
    "bigquery": ("", "BigQuery", "queries; storage/active|long-term; storage-api/read|write; streaming-inserts"),
    "cloud-functions": ("", "Cloud Functions", "cpu; memory; invocations; egress"),
    "cloud-kms": ("", "Cloud KMS", "key-version/LEVEL; operations/LEVEL"),
    "cloud-logging": ("", "Cloud Logging", "logs"),
    "cloud-monitoring": ("", "Cloud Monitoring", "metrics; api-calls"),
    "cloud-sql": ("9662-B51E-5089", "Cloud SQL", "TIER[/regional]; vcpu|ram[/regional]; storage/ssd|hdd[/regional]; backup; ip/unused"),
    "cloud-storage": ("95FF-2EF5-5EA1", "Cloud Storage", "CLASS/storage; CLASS/retrieval; CLASS/operations-a|b"),
    "memorystore-redis": ("5AF5-2C11-D467", "Memorystore for Redis", "basic|standard/m1..m5; cluster/NODE"),
    "pub-sub": ("", "Pub/Sub", "throughput; delivery; retained-messages; snapshot-backlog"),
    "secret-manager": ("", "Secret Manager", "secret-version; access-operations; rotation-notifications"),
}
SERVICES |= {("gcp", name): (*entry, "skus[].description of the service in the Cloud Billing Catalog") for name, entry in _GCP.items()}
_BY_TYPE = ("", "Unit prices by Terraform resource type", "RESOURCE_TYPE[/BLOCK]/COMPONENT", "none: figures of published estimates, one region")
SERVICES |= {(provider, "by-resource-type"): _BY_TYPE for provider in ("aws", "azure", "gcp")}
_CLOUDS = ("infomaniak", "ovh", "cleura", "cyso", "leafcloud", "safespring", "scaleup", "plusserver", "nws", "gcore", "hikube", "open-telekom-cloud")
_CLOUD_SERVICES: dict[str, Service] = {
    "instances": ("", "Instances (Nova flavours)", "FLAVOR; component/vcpu|ram", "price page; OVHcloud: planCode FLAVOR.consumption of the order catalogue"),
    "block-storage": ("", "Block storage (Cinder)", "storage[/TYPE][/hourly]; snapshot", "price page"),
    "object-storage": ("", "Object storage (Swift, S3)", "storage[/CLASS][/hourly]; egress", "price page"),
    "network": ("", "Addresses, load balancers, traffic", "floating-ip; load-balancer[/SIZE][/hourly]; egress", "price page"),
    "kubernetes": ("", "Managed Kubernetes", "control-plane[/PLAN][/hourly]", "price page"),
}
SERVICES |= {(cloud, name): service for cloud in _CLOUDS for name, service in _CLOUD_SERVICES.items()}
