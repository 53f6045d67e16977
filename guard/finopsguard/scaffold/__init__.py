"""The files that a repository needs to begin: settings, a forge's pipeline, an entry for pre-commit. Texts only."""
