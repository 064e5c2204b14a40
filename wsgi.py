"""The application as servers and `flask --app wsgi ...` start it. What cannot start says why, with file and line, and stops."""

from webapp.assembly import create_app
from webapp.catalogue.faults import CatalogueFaults
from webapp.cli.commands import command_environ, register_commands
from webapp.forms.faults import DefinitionFaults
from webapp.settings import BadSettings, Settings

try:
    app = register_commands(create_app(Settings.from_environ(command_environ())))
except (BadSettings, CatalogueFaults, DefinitionFaults) as refused:
    raise SystemExit("\n".join(str(fault) for fault in refused.faults)) from None
