"""Functions of Terraform's language, one file a family: who needs one reads one (:mod:`finopsguard.plan.hcl.library`)."""
