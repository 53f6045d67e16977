"""Directories of Terraform and OpenTofu, evaluated without a plan."""
