"""What is served of this release and of earlier ones; scripts without comments do the same as with them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.house import ROOT, files
from tests.support.houses import MORNING, Builder
from webapp.offline.releases import keep_release
from webapp.ui.static_files import StaticFiles, served

SCRIPTS = [path for path in files("static", "*.js") if "vendor" not in path.parts]


# proves FM 48
def test_a_page_of_an_earlier_release_still_finds_its_files(builder: Builder, tmp_path: Path) -> None:
    house = builder.build(tmp_path / "data")
    old = shutil.copytree(ROOT / "static", tmp_path / "old")
    (old / "js" / "start.js").write_text("export const old = 1;\n")
    earlier = StaticFiles(old)
    keep_release(earlier, tmp_path / "data" / "releases", MORNING)
    browser = house.app.test_client()
    answer = browser.get(f"/static/{earlier.release}/js/start.js")
    assert (answer.status_code, answer.text.strip()) == (200, "export const old=1;")
    assert "immutable" in answer.headers["Cache-Control"]
    unknown = browser.get("/static/0123456789ab/js/start.js")
    assert (unknown.status_code, unknown.headers["Cache-Control"]) == (200, "no-cache")
    assert browser.get(f"/static/{earlier.release}/js/gone.js").status_code == 404
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
    assert [path.stem for path in folder.glob("*.zip")] == ["f" * 12]
    with ZipFile(folder / f"{'f' * 12}.zip") as kept:
        assert kept.read("js/start.js") == made.files["js/start.js"].plain


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


def test_scripts_without_comments_do_the_same(bare: Path) -> None:
    tests = sorted(str(path.relative_to(bare)) for path in (bare / "tests/js/core").glob("*.test.js") if path.name != "modules.test.js")
    done = subprocess.run(["node", "--test", *tests], cwd=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 0, [line for line in done.stdout.splitlines() if line.startswith("not ok") or "error:" in line]
