"""Write a root module of about 200 resources, as a hook sees it: ``python benchmarks/make_folder.py FOLDER [--asks]``.

Files, local modules, locals, ``for_each``, ``count``, dynamic blocks and the usual functions. With ``--asks`` one of them is a regular
expression, for which a second process is started.
"""

import sys
from pathlib import Path

MAIN = """\
provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

variable "region" {
  default = "us-east-1"
}

locals {
  tags     = { Team = lower("SHOP"), Environment = terraform.workspace }
  services = { for name in ["shop", "search", "mail", "admin"] : name => { size = name == "shop" ? 3 : 1, disks = [20, 50] } }
}

module "service" {
  source   = "./service"
  for_each = local.services
  name     = format("%s-%s", each.key, var.region)
  size     = each.value.size
  disks    = each.value.disks
}
"""
SERVICE = """\
variable "name" {
  type = string
}

variable "size" {
  type    = number
  default = 1
}

variable "disks" {
  type = list(number)
}

resource "aws_instance" "this" {
  count         = var.size * 4
  ami           = "ami-1"
  instance_type = var.size > 2 ? "m5.large" : "t3.medium"
  tags          = merge({ Name = "${var.name}-${count.index}" }, { Size = tostring(var.size) })

  dynamic "ebs_block_device" {
    for_each = var.disks

    content {
      device_name = "/dev/sd${ebs_block_device.key}"
      volume_size = ebs_block_device.value
    }
  }
}

resource "aws_lb" "this" {
  name = trimprefix(var.name, "x")
}
"""
PART = """\
resource "aws_ebs_volume" "data_{n}" {{
  availability_zone = "${{var.region}}a"
  size              = {n} * 10
  type              = "gp3"
}}

resource "aws_ebs_snapshot" "data_{n}" {{
  volume_id = aws_ebs_volume.data_{n}.id
}}

resource "aws_s3_bucket" "bucket_{n}" {{
  bucket = join("-", ["shop", "{n}"])
}}

resource "aws_s3_bucket_lifecycle_configuration" "bucket_{n}" {{
  bucket = aws_s3_bucket.bucket_{n}.id

  rule {{
    id     = "archive"
    status = "Enabled"

    transition {{
      days          = 30
      storage_class = "GLACIER"
    }}
  }}
}}
"""
ASKS = """
resource "aws_ebs_volume" "asks" {
  availability_zone = "us-east-1a"
  size              = regex("v(\\\\d+)", "v12")[0]
}
"""
PARTS = 43


def write(folder: Path, *, asks: bool = False) -> None:
    """4 services of 4 or 12 machines with a load balancer each, and 43 times 4 resources: 200."""
    (folder / "service").mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text(MAIN + (ASKS if asks else ""))
    (folder / "service" / "main.tf").write_text(SERVICE)
    for file in range(10):
        (folder / f"part{file}.tf").write_text("\n".join(PART.format(n=n) for n in range(1 + file, PARTS + 1, 10)))


if __name__ == "__main__":
    write(Path(sys.argv[1]), asks="--asks" in sys.argv)
