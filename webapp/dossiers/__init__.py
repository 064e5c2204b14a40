"""The life of a dossier: one log of sealed entries, and everything else made from it."""
