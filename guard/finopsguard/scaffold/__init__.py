"""The files that a repository needs to begin: settings, a pipeline of its forge, an entry for pre-commit. Texts only; nothing is written here."""
