"""Resource types of Google Cloud, one file per service."""
