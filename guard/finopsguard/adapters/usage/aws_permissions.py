"""The least an AWS principal needs, as an IAM policy (Service Authorization Reference: Amazon CloudWatch, AWS Cost Explorer Service)."""

from typing import Final

LEAST: Final = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Metrics",
      "Effect": "Allow",
      "Action": ["cloudwatch:GetMetricStatistics", "cloudwatch:GetMetricData"],
      "Resource": "*"
    },
    {
      "Sid": "Bill",
      "Effect": "Allow",
      "Action": ["ce:GetCostAndUsage"],
      "Resource": "*"
    },
    {
      "Sid": "FindResourcesForASummary",
      "Effect": "Allow",
      "Action": ["cloudwatch:ListMetrics", "tag:GetResources"],
      "Resource": "*"
    },
    {
      "Sid": "BillByResourceAndForecast",
      "Effect": "Allow",
      "Action": ["ce:GetCostAndUsageWithResources", "ce:GetCostForecast"],
      "Resource": "*"
    }
  ]
}
"""
"""Read only. The last two statements are for what their names say; leave them out without it."""


def text() -> str:
    """What ``finopsguard usage permissions aws`` prints."""
    return LEAST
