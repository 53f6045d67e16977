"""FinOpsGuard says what a Terraform or OpenTofu change costs per month, why, and whether it may pass.

Importing this package loads nothing else: no cloud SDK, no price, no template.
"""

__version__ = "0.1.0"
