"""The web kit: pages, words, headers. It knows no dossier and no account."""
