"""The machine starts in demo with nothing said, and elsewhere only with strong keys and a named controller."""

from __future__ import annotations

import dataclasses
import secrets
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from webapp import settings as settings_module
from webapp.settings import SETTING_NAMES, BadSettings, Settings, fault_of_secret


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir()
    write_key(folder / "master-1.key", secrets.token_bytes(32))
    return folder


def write_key(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)


def production(keys: Path, **more: str) -> dict[str, str]:
    return {"CAMTAY_KEYS": str(keys), "CAMTAY_CONTROLLER": "UBND đặc khu Vân Đồn", "CAMTAY_PUBLIC_URL": "https://camtay.vn"} | more


def faults_of(environ: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as refused:
        Settings.from_environ(environ)
    return " | ".join(refused.value.faults)


def test_a_demo_starts_with_nothing_else_said(tmp_path: Path) -> None:
    made = Settings.from_environ({"CAMTAY_DEMO": "1", "CAMTAY_DATA": str(tmp_path)})
    assert made.port == 8000
    assert made.public_url == "http://127.0.0.1:8000"
    assert made.database_url.startswith("sqlite:///")
    assert made.keys_folder == tmp_path / "keys"
    assert not made.secure


def test_a_real_machine_starts_with_a_strong_key_a_controller_and_an_address(keys: Path) -> None:
    made = Settings.from_environ(production(keys))
    assert not made.demo
    assert made.secure


def test_nothing_said_is_refused_with_every_fault_at_once() -> None:
    said = faults_of({})
    assert "CAMTAY_KEYS" in said
    assert "CAMTAY_CONTROLLER" in said
    assert "CAMTAY_PUBLIC_URL" in said


@pytest.mark.parametrize("weak", [b"", b"k3y-0", b"a" * 64, b"changeme" + b"0123456789abcdef" * 3, b"0123456789" * 5])
def test_a_weak_key_is_refused_and_never_printed(keys: Path, weak: bytes) -> None:
    write_key(keys / "master-2.key", weak)
    said = faults_of(production(keys))
    assert "master-2.key" in said
    assert not weak or weak.decode() not in said


def test_a_key_that_others_can_read_is_refused(keys: Path) -> None:
    (keys / "master-1.key").chmod(0o644)
    assert "chmod 600" in faults_of(production(keys))


def test_keys_can_come_as_one_text_and_are_never_shown(tmp_path: Path) -> None:
    key = secrets.token_hex(32)
    made = Settings.from_environ(production(tmp_path) | {"CAMTAY_KEYS": f"master-001={key} index={secrets.token_hex(32)}"})
    assert made.keys_text.startswith("master-001=")
    assert key not in repr(made)


def test_a_weak_key_in_the_text_is_named_and_not_printed(tmp_path: Path) -> None:
    said = faults_of(production(tmp_path) | {"CAMTAY_KEYS": f"master-001={secrets.token_hex(32)} index=abcdef0123"})
    assert "index" in said
    assert "abcdef0123" not in said


def test_an_empty_or_missing_keys_folder_is_refused(tmp_path: Path) -> None:
    assert "not a folder" in faults_of(production(tmp_path / "nothing"))
    (tmp_path / "empty").mkdir()
    assert "no key" in faults_of(production(tmp_path / "empty"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("CAMTAY_DATABASE_URL", "mysql://x"),
        ("CAMTAY_STORE_URL", "ftp://bucket"),
        ("CAMTAY_STORE_URL", "s3:///prefix"),
        ("CAMTAY_PUBLIC_URL", "camtay.vn"),
        ("CAMTAY_PUBLIC_URL", "https://camtay.vn/app"),
    ],
)
def test_an_address_of_an_unknown_sort_is_refused_even_in_demo(name: str, value: str) -> None:
    assert name in faults_of({"CAMTAY_DEMO": "1", name: value})


def test_a_bucket_needs_an_address_and_credentials_which_are_never_shown() -> None:
    bucket = {"CAMTAY_DEMO": "1", "CAMTAY_STORE_URL": "s3://objects/centre"}
    assert "CAMTAY_STORE_CREDENTIALS" in faults_of(bucket)
    assert "CAMTAY_STORE_CREDENTIALS" in faults_of(bucket | {"CAMTAY_STORE_CREDENTIALS": "only-the-key-id:"})
    bucket |= {"CAMTAY_STORE_CREDENTIALS": "key-id:very-secret"}
    assert "CAMTAY_STORE_ENDPOINT" in faults_of(bucket | {"CAMTAY_STORE_ENDPOINT": "store.name.vn"})
    made = Settings.from_environ(bucket | {"CAMTAY_STORE_ENDPOINT": "https://store.name.vn/"})
    assert made.store_endpoint == "https://store.name.vn"
    assert "very-secret" not in repr(made)


@pytest.mark.parametrize("write", [bytes, bytes.hex, b64encode, lambda key: b64encode(key) + b"\n"], ids=["raw", "hex", "base64", "line"])
def test_random_keys_in_any_writing_are_strong_enough(write: Callable[[bytes], bytes | str]) -> None:
    written = write(b" " + secrets.token_bytes(30) + b"\n")
    assert fault_of_secret(written.encode() if isinstance(written, str) else written) == ""


def test_settings_cannot_be_changed_after_the_start(tmp_path: Path) -> None:
    made = Settings.from_environ({"CAMTAY_DEMO": "1", "CAMTAY_DATA": str(tmp_path)})
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.demo = False  # type: ignore[misc]


def test_every_setting_that_is_read_is_documented() -> None:
    source = Path(settings_module.__file__).read_text()
    page = (Path(settings_module.__file__).parent / "docs/settings.md").read_text()
    for name in SETTING_NAMES:
        assert f'"{name}"' in source
        assert f"| `{name}` |" in page
