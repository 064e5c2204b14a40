"""A small site with the house's base page, for tests of what scripts add to a page."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, redirect, request
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader
from werkzeug.serving import make_server

from webapp.ui.hx import install_hx
from webapp.ui.render import Renderer
from webapp.ui.security import install_security
from webapp.ui.static_files import house_files, install_static
from webapp.ui.words import Words

ROOT = Path(__file__).parents[2]
HEAD = '{% extends "base.html" %}{% block name %}x{% endblock %}{% block main %}'
STEP = (
    HEAD
    + """{% if wrong %}<div class="problems" tabindex="-1" autofocus><a href="#f-a">!</a></div>{% endif %}
<h1>{{ page }}</h1><form method="post" action="/vi/act" hx-sync="this:drop">
<label>a<input class="box" id="f-a" name="a" value="{{ typed }}"></label>
<button class="button" name="go" value="on">Tiếp tục</button></form><p><span>1234</span>
<button type="button" class="copy" data-part="copy" data-word-done="Đã chép" hidden>Chép</button></p>{% endblock %}"""
)
TRACK = (
    HEAD + '<h1>t</h1><form method="post" action="/vi/track" data-part="track"><input name="code"><input name="check"></form>{% endblock %}'
)
DOSSIER = "01890000-0000-7000-8000-000000000001"
SAFETY = """{% include "citizen/safety.html" %}"""
QUESTION = (
    HEAD
    + "<h1>{{ page }}</h1>"
    + SAFETY
    + """<form method="post" action="/vi/act" data-step="x" hx-sync="this:drop"{% if many_parts %} enctype="multipart/form-data"{% endif %}>
<label>a<input class="box" id="f-a" name="a" value=""></label>
<button class="button" name="go" value="on">Tiếp tục</button></form>{% endblock %}"""
)
SLIP = HEAD + "<h1>{{ page }}</h1>" + SAFETY + """<label>m<input class="box" id="f-code" name="code" value=""></label>{% endblock %}"""
DOOR = HEAD + """<h1>d</h1>{% include "parts/install.html" %}{% endblock %}"""
TEMPLATES = {"step.html": STEP, "track.html": TRACK, "question.html": QUESTION, "slip.html": SLIP, "door.html": DOOR}
WORKER = """// %d
const told = [];
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => { told.push(event.data.type); if (event.data.type === "take_over") skipWaiting(); });
addEventListener("fetch", (event) => {
  if (new URL(event.request.url).pathname === "/told") event.respondWith(new Response(JSON.stringify([%d, told])));
});
"""
"""The least worker that a page can talk to: it says which one it is and what it was told."""


class Shop:
    """A small site with the house's base page; remembers what was posted."""

    def __init__(self) -> None:
        self.posted: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.worker, self.version, self.safety, self.heading, self.many_parts = "off", 1, "here", "one", False
        loader = ChoiceLoader([DictLoader(TEMPLATES), FileSystemLoader(ROOT / "templates")])
        self.renderer = Renderer(loader, Words({}))
        self.app = Flask("shop", static_folder=None)
        settings = SimpleNamespace(public_url="http://127.0.0.1", secure=False)
        self.app.extensions["camtay"] = SimpleNamespace(settings=settings, style=house_files().style)
        install_hx(self.app)
        install_security(self.app)
        install_static(self.app)
        self.app.add_url_rule("/vi/one", "one", lambda: self.page("step.html", page="one"))
        self.app.add_url_rule("/vi/two", "two", lambda: self.page("step.html", page="two"))
        self.app.add_url_rule("/vi/act", "act", self.act, methods=["POST"])
        self.app.add_url_rule("/vi/track", "track", self.track, methods=["GET", "POST"])
        self.app.add_url_rule("/vi/door", "door", lambda: self.page("door.html"))
        self.app.add_url_rule(f"/vi/dossiers/{DOSSIER}/steps/x", "question", lambda: self.of_dossier("question.html"))
        self.app.add_url_rule(f"/vi/dossiers/{DOSSIER}/", "slip", lambda: self.of_dossier("slip.html"))
        self.app.add_url_rule("/sw.js", "worker", self.says_worker)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.base = f"http://127.0.0.1:{self.server.server_port}"

    def page(self, template: str, **more: Any) -> str:
        frame = {"lang": "vi", "other_lang": "en", "path": "one", "page_no": "1-01", "said": "", "release": house_files().release}
        look = {"text": "normal", "contrast": "normal"}
        phone = {"shown": "1900", "dial": "1900"}
        state = {"served_by": "centre", "waiting": 0, "trouble": "", "vault": "", "vault_label": "", "worker": self.worker}
        view = frame | state | {"look": look, "style": house_files().style, "phone": phone, "wrong": False, "typed": "", "page": ""}
        return self.renderer.render(template, view | more)

    def of_dossier(self, template: str) -> str:
        self.asked.append(request.path)
        head = {"safety": self.safety, "state": "submitted", "at": "8 giờ 05"}
        return self.page(template, page=self.heading, dossier=head, many_parts=self.many_parts)

    def says_worker(self) -> Response:
        answer = Response(WORKER % (self.version, self.version), content_type="text/javascript")
        answer.headers["Cache-Control"] = "no-cache"
        return answer

    def act(self) -> Any:
        self.posted.append(request.form.to_dict())
        if request.form["a"] == "slow" and len(self.posted) == 1:
            time.sleep(1)
        if request.form["a"] == "bad":
            return self.page("step.html", page="one", wrong=True, typed="bad"), 422
        return redirect(f"{self.base}/vi/two", 303)

    def track(self) -> Any:
        if request.method == "POST":
            self.posted.append(request.form.to_dict())
            return redirect(f"{self.base}/vi/two", 303)
        return self.page("track.html")


@contextmanager
def open_shop() -> Iterator[Shop]:
    """Open a shop, and close it."""
    made = Shop()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()
