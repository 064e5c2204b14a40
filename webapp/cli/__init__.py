"""Commands: what `flask --app wsgi ...` and `make run` offer. Each is documented in webapp/docs/commands.md."""
