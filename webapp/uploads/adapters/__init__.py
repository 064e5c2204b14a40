"""Real stores behind the port."""
