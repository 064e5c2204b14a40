"""Who comes: keyholders (browsers, before any account) and accounts (staff), their sessions and how they sign in."""
