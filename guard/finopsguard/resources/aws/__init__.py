"""Resource types of AWS, one file per service."""
