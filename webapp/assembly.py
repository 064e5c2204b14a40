"""The one place where the parts meet."""

from __future__ import annotations

from pathlib import Path

import yaml
from flask import Flask

from webapp.accounts import routes as accounts_routes
from webapp.accounts import signed_in
from webapp.accounts.cookies import CookieJar
from webapp.api import routes as api_routes
from webapp.catalogue import routes as catalogue_routes
from webapp.catalogue.catalogue import Catalogue
from webapp.catalogue.loading import store_catalogue
from webapp.catalogue.promises import WorkingCalendar
from webapp.database import Database
from webapp.database.migrating import migrate
from webapp.desk import routes as desk_routes
from webapp.dossiers import routes as dossiers_routes
from webapp.dossiers.shelf import Shelf, load_copy_orders, load_sheets
from webapp.dossiers.starting import keep_definitions
from webapp.forms.lists import Lists
from webapp.forms.loading import load_folder
from webapp.forms.views.context import ProblemTexts
from webapp.forms.wording import Wording
from webapp.kernel.clock import Clock, SystemClock
from webapp.kernel.localised import Localised
from webapp.offline import routes as offline_routes
from webapp.offline.releases import RELEASES, keep_release
from webapp.sealing import Keyring
from webapp.settings import Settings
from webapp.sync import rescue_routes, upload_routes
from webapp.sync import routes as sync_routes
from webapp.ui import counters, front
from webapp.ui.counting import install_limiter
from webapp.ui.hx import install_hx
from webapp.ui.limits import Limiter, SqlStorage
from webapp.ui.logs import configure, install_logs
from webapp.ui.parts import Parts, install
from webapp.ui.refusals import install_refusals
from webapp.ui.render import Renderer
from webapp.ui.security import install_security
from webapp.ui.static_files import house_files, install_static
from webapp.ui.style import inline_style
from webapp.ui.words import Words
from webapp.uploads.stores import open_store

ROOT = Path(__file__).parents[1]
PROCEDURES = ROOT / "webapp" / "procedures"
DATA = ROOT / "webapp" / "catalogue" / "data"
# Importing a capability's routes puts them on their counter.
ROUTES = (
    front,
    accounts_routes,
    catalogue_routes,
    dossiers_routes,
    desk_routes,
    offline_routes,
    sync_routes,
    upload_routes,
    rescue_routes,
    api_routes,
)
COUNTERS = (counters.public, counters.citizen, counters.officer)
MEGABYTE = 1024 * 1024
LARGEST_BODY = 12 * MEGABYTE
LARGEST_TYPED = 500_000
MOST_PARTS = 200


def parts_of(settings: Settings, clock: Clock | None = None) -> Parts:
    """Make the parts of an app: files are read, keys opened; no row is touched."""
    clock = clock or SystemClock()
    catalogue = Catalogue.load(DATA)
    database = Database(settings.database_url)
    keyring = Keyring.from_text(settings.keys_text) if settings.keys_text else Keyring.from_folder(settings.keys_folder, make=settings.demo)
    words = Words.load(ROOT / "translations")
    static = house_files()
    return Parts(
        settings=settings,
        database=database,
        clock=clock,
        keyring=keyring,
        lists=Lists.load(DATA / "lists"),
        texts=_problem_texts(),
        wording=Wording.load(PROCEDURES / "_shared" / "words.yaml"),
        words=words,
        renderer=Renderer(ROOT / "templates", words),
        limiter=Limiter(SqlStorage(database), keyring),
        release=static.release,
        style=inline_style(ROOT / "static"),
        store=open_store(settings),
        catalogue=catalogue,
        calendar=WorkingCalendar.load(DATA),
        shelf=Shelf(load_folder(PROCEDURES), catalogue, load_sheets(PROCEDURES), load_copy_orders(PROCEDURES)),
        who=signed_in.who_comes(database, clock, CookieJar(settings.secure)),
    )


def prepare(made: Parts) -> None:
    """Bring the rows up to date: folders, migrations, catalogue. Safe to do again."""
    made.settings.data.mkdir(parents=True, exist_ok=True)
    keep_release(house_files(), made.settings.data / RELEASES, made.clock.now())
    migrate(made.database)
    with made.database.transaction() as tx:
        store_catalogue(tx, made.catalogue)
        # Phones may pin what they fetched long ago: whatever was ever served stays (D13).
        keep_definitions(tx, (made.shelf.newest(code) for code in made.catalogue.procedures))


def create_app(settings: Settings, made: Parts | None = None) -> Flask:
    """Return the web application. ``made`` lets tests bring parts of their own."""
    made = made or parts_of(settings)
    app = Flask("camtay", static_folder=None, template_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_MEMORY_SIZE=LARGEST_TYPED, MAX_FORM_PARTS=MOST_PARTS, PROPAGATE_EXCEPTIONS=False
    )
    app.url_map.merge_slashes = False
    install(app, made)
    configure()
    install_logs(app)
    install_hx(app)
    install_limiter(app, made.limiter)
    install_refusals(app)
    signed_in.install_renewal(app, CookieJar(settings.secure))
    for counter in COUNTERS:
        counter.open_on(app)
    install_security(app)
    files = house_files()
    files.keep_earlier(settings.data / RELEASES)
    install_static(app, files)
    return app


def _problem_texts() -> ProblemTexts:
    table = yaml.safe_load((PROCEDURES / "_shared" / "problems.yaml").read_text(encoding="utf-8"))
    return ProblemTexts({code: Localised(said["vi"], said["en"]) for code, said in table.items()})
