"""Photos and papers: looked at in a child process, cleaned, kept as ciphertext. Knows no route; dossiers call it."""
