"""The least an Azure principal needs ("Azure built-in roles": Monitor, Management and governance)."""

from typing import Final

LEAST: Final = """\
Metrics (Azure Monitor): Monitoring Reader on the subscription, which holds Microsoft.Insights/metrics/read and, for names and batches,
Microsoft.Resources/subscriptions/resources/read.

  az role assignment create --assignee CLIENT_ID --role "Monitoring Reader" \\
    --scope /subscriptions/SUBSCRIPTION_ID

Cost (Cost Management): Cost Management Reader on the subscription, which holds Microsoft.CostManagement/query/action.

  az role assignment create --assignee CLIENT_ID --role "Cost Management Reader" \\
    --scope /subscriptions/SUBSCRIPTION_ID

A principal that reads only one resource group's metrics may have Monitoring Reader on that group; batches need it on the subscription.
Under an Enterprise Agreement an administrator must have switched on "Account owners can view charges".
"""
"""Read only."""


def text() -> str:
    """What ``finopsguard usage permissions azure`` prints."""
    return LEAST
