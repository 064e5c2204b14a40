"""What is served of this release and of earlier ones; scripts without comments do the same as with them."""

from __future__ import annotations

import os
import posixpath
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.house import ROOT, files
from tests.support.houses import MORNING, Builder
from webapp.kernel.problems import NotFound
from webapp.offline.releases import keep_release
from webapp.ui.js_tokens import UnknownForm, tokens
from webapp.ui.linking import link, read_module
from webapp.ui.static_files import LINKED, StaticFiles, house_files, served

SCRIPTS = [path for path in files("static", "*.js") if not path.name.endswith(".min.js")]


# proves FM 48
def test_a_page_of_an_earlier_release_still_finds_its_files(builder: Builder, tmp_path: Path) -> None:
    house = builder.build(tmp_path / "data")
    old = shutil.copytree(ROOT / "static", tmp_path / "old")
    (old / "js" / "start.js").write_text("export const old = 1;\n")
    (old / "js" / "parts" / "copy.js").unlink()
    earlier = StaticFiles(old)
    keep_release(earlier, tmp_path / "data" / "releases", MORNING)
    browser = house.app.test_client()
    answer = browser.get(f"/static/{earlier.release}/js/start.js")
    assert (answer.status_code, answer.text.strip()) == (200, "export const old=1;")
    assert "immutable" in answer.headers["Cache-Control"]
    unknown = browser.get("/static/0123456789ab/js/start.js")
    assert (unknown.status_code, unknown.headers["Cache-Control"]) == (200, "no-cache")
    for missing in (f"{earlier.release}/js/gone.js", f"{earlier.release}/js/parts/copy.js", f"{house.made.release}/js/gone.js"):
        answer = browser.get(f"/static/{missing}")
        assert (missing, answer.status_code, answer.headers["Content-Type"]) == (missing, 404, "text/plain; charset=utf-8")
        assert answer.headers["Cache-Control"] == "no-store"
    house.database.dispose()


def test_the_last_ten_releases_of_half_a_year_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    made = StaticFiles(ROOT / "static")
    for number in range(12):
        made.release = f"{number:012x}"
        keep_release(made, folder, MORNING + timedelta(days=number))
    assert sorted(path.stem for path in folder.glob("*.zip")) == [f"{number:012x}" for number in range(2, 12)]
    made.release = "f" * 12
    keep_release(made, folder, MORNING + timedelta(days=400))
    # The one before ran until this morning, whenever it was started: pages drawn by it are open now.
    assert sorted(path.stem for path in folder.glob("*.zip")) == [f"{11:012x}", "f" * 12]
    with ZipFile(folder / f"{'f' * 12}.zip") as kept:
        assert kept.read("js/start.js") == made.files["js/start.js"].plain


def test_an_archive_that_was_never_finished_is_not_served_and_goes(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    for name, age in (("old", 2), ("new", 0)):
        half = folder / f".{name}.7.half"
        half.write_bytes(b"PK")
        begun = (MORNING - timedelta(days=age)).timestamp()
        os.utime(half, (begun, begun))
    made = StaticFiles(ROOT / "static")
    keep_release(made, folder, MORNING)
    assert sorted(path.name for path in folder.iterdir()) == [".new.7.half", f"{made.release}.zip"]


def test_an_archive_that_cannot_be_read_is_a_missing_file(tmp_path: Path) -> None:
    made = StaticFiles(ROOT / "static")
    (tmp_path / f"{'a' * 12}.zip").write_bytes(b"not an archive")
    made.keep_earlier(tmp_path)
    with pytest.raises(NotFound):
        made.answer("a" * 12, "js/start.js")


def test_each_linked_file_is_the_whole_graph_of_its_module(tmp_path: Path) -> None:
    made = house_files()
    for name, entry in LINKED.items():
        assert not (ROOT / "static" / name).exists()
        script = made.files[name].plain.decode()
        (tmp_path / "linked.mjs").write_text(script, "utf-8")
        subprocess.run(["node", "--check", str(tmp_path / "linked.mjs")], check=True, capture_output=True)
        statements = [token for token in tokens(script) if token.sort == "word" and token.said in ("import", "export")]
        given = read_module(made.files[entry].plain.decode()).exports
        assert [script[token.start :].split("=")[0] for token in statements] == [f"export const{{{name}}}" for name in given]
        graph = graph_of(made, entry)
        assert len(graph) > 8
        for each in graph:
            assert script.count(read_module(made.files[each].plain.decode()).body) == 1, each


def graph_of(made: StaticFiles, entry: str) -> set[str]:
    """Return a module and all that it imports, directly or not."""
    found, new = {entry}, [entry]
    while new:
        name = new.pop()
        others = set(read_module(made.files[name].plain.decode(), posixpath.dirname(name)).neighbours) - found
        found |= others
        new += others
    return found


def test_another_way_of_linking_is_another_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.ui.static_files.link", lambda scripts, entry, **how: link(scripts, entry, **how) + "\n")
    assert StaticFiles(ROOT / "static").release != house_files().release


def test_modules_that_cannot_be_linked_are_not_served_at_all(tmp_path: Path) -> None:
    other = shutil.copytree(ROOT / "static", tmp_path / "other")
    (other / "core" / "backoff.js").write_text("export let tries = 0;\n")
    with pytest.raises(UnknownForm, match=r"core/backoff\.js: not a known form"):
        StaticFiles(other)
    (other / "core" / "backoff.js").unlink()
    with pytest.raises(UnknownForm, match=r"core/backoff\.js is not there"):
        StaticFiles(other)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bare")
    shutil.copytree(ROOT / "tests" / "js", folder / "tests" / "js", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(ROOT / "tests" / "vectors", folder / "tests" / "vectors")
    for path in files("static"):
        place = folder / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(served(path))
    for data in ("webapp/catalogue/data", "webapp/procedures"):
        shutil.copytree(ROOT / data, folder / data)
    return folder


def test_scripts_without_comments_can_be_read(bare: Path) -> None:
    for path in SCRIPTS:
        program = bare / path.relative_to(ROOT)
        subprocess.run(["node", "--check", str(program)], check=True, capture_output=True)
        assert "/**" not in program.read_text("utf-8")
    for path in SCRIPTS:
        licensed = "/*!" in path.read_text("utf-8")
        assert ("SPDX-License-Identifier" in served(path).decode()) is licensed, path


def test_the_code_that_draws_slips_draws_the_same_without_comments(bare: Path) -> None:
    (name,) = (path.relative_to(ROOT) for path in SCRIPTS if path.parent.name.startswith("qr-") and path.name == "index.js")
    program = f"""
import {{ encodeQR as whole }} from "{ROOT / name}";
import {{ encodeQR as bare }} from "{bare / name}";
let drawn = 0;
for (const text of ["7", "https://dichvu.example.vn/vi/track/KXMP-4T7D-2", "Cầm Tay ".repeat(40)])
  for (const ecc of ["low", "medium", "quartile", "high"]) {{
    if (JSON.stringify(whole(text, "raw", {{ ecc }})) !== JSON.stringify(bare(text, "raw", {{ ecc }}))) throw new Error(text);
    drawn += bare(text, "raw", {{ ecc }}).length;
  }}
console.log(drawn);
"""
    done = subprocess.run(["node", "--input-type=module", "-e", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 12 * 21


def one_file(folder: Path) -> None:
    """Link the engine of a house into one file; each of its modules then only passes on what that file gives."""
    modules = {path.relative_to(folder).as_posix(): path for path in sorted((folder / "core").rglob("*.js"))}
    scripts = {name: path.read_text("utf-8") for name, path in modules.items()}
    given = {name: {export: f"m{number}_{export}" for export in read_module(scripts[name]).exports} for number, name in enumerate(modules)}
    lists = (f'export{{{",".join(f"{one} as {other}" for one, other in names.items())}}}from"./{name}";' for name, names in given.items())
    whole = link((scripts | {"whole.js": "\n".join(lists)}).__getitem__, "whole.js")
    (folder / "whole.js").write_text(whole, "utf-8")
    for name, path in modules.items():
        names = ",".join(f"{other} as {one}" for one, other in given[name].items())
        path.write_text(f'export{{{names}}}from"{"../" * name.count("/")}whole.js";\n', "utf-8")


def test_scripts_without_comments_and_linked_into_one_file_do_the_same(bare: Path, tmp_path: Path) -> None:
    shutil.copytree(bare, tmp_path, dirs_exist_ok=True)
    one_file(tmp_path / "static")
    does_what_its_tests_say(tmp_path)


def does_what_its_tests_say(bare: Path) -> None:
    tests = sorted(str(path.relative_to(bare)) for path in (bare / "tests/js/core").glob("*.test.js") if path.name != "modules.test.js")
    done = subprocess.run(["node", "--test", *tests], cwd=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, [line for line in done.stdout.splitlines() if line.startswith("not ok") or "error:" in line]
