"""Synthetic Terraform plans for measuring: one module of resource shapes per cloud, what a plan says of a resource, and the writer."""
