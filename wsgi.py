"""The application as servers and `flask --app wsgi ...` start it."""

from webapp.assembly import create_app
from webapp.cli.commands import command_environ, register_commands
from webapp.settings import Settings

app = register_commands(create_app(Settings.from_environ(command_environ())))
