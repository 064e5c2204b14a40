"""The web kit: registrars that insist on a policy, rendering, headers, limits. Knows no dossier."""
