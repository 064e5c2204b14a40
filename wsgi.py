"""The application as servers start it."""

from webapp.assembly import create_app
from webapp.settings import Settings

app = create_app(Settings.from_environ())
