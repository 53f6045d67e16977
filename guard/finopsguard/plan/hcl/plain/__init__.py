"""Terraform's language over python-hcl2: expressions, functions, modules. Nothing here calls a provider."""
