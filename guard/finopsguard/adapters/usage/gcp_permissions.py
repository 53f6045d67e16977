"""The least a Google Cloud principal needs ("Cloud Monitoring: Access control", "BigQuery IAM roles and permissions")."""

from typing import Final

LEAST: Final = """\
Metrics (Cloud Monitoring): roles/monitoring.viewer on the project that is asked, which holds monitoring.timeSeries.list.

  gcloud projects add-iam-policy-binding PROJECT_ID \\
    --member="serviceAccount:NAME@PROJECT_ID.iam.gserviceaccount.com" --role="roles/monitoring.viewer"

Cost (billing export in BigQuery): roles/bigquery.jobUser on the project that pays for queries, which holds bigquery.jobs.create,

  gcloud projects add-iam-policy-binding PROJECT_ID \\
    --member="serviceAccount:NAME@PROJECT_ID.iam.gserviceaccount.com" --role="roles/bigquery.jobUser"

and roles/bigquery.dataViewer on the data set of the export alone, which holds bigquery.tables.getData.

  bq query --use_legacy_sql=false \\
    'GRANT `roles/bigquery.dataViewer` ON SCHEMA `PROJECT_ID.billing_export`
     TO "serviceAccount:NAME@PROJECT_ID.iam.gserviceaccount.com"'

APIs to enable: monitoring.googleapis.com, bigquery.googleapis.com.

  gcloud services enable monitoring.googleapis.com bigquery.googleapis.com --project=PROJECT_ID
"""
"""Read only. Nothing on the billing account is needed: the export is read where it lies."""


def text() -> str:
    """What ``finopsguard usage permissions gcp`` prints."""
    return LEAST
