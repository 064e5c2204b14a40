"""S3-compatible stores on loopback: moto, and the real SeaweedFS. Both are installed with the tests; each starts once per run."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import boto3
from botocore.config import Config

from tests.support.servers import free_port
from tests.support.sharing import shared
from webapp.kernel.ids import new_id
from webapp.uploads.adapters.s3 import Bucket

KEY_ID, SECRET, BUCKET = "camtay-tests", "a-secret-that-only-tests-use", "camtay-objects"
PATIENCE = 60.0
PROGRAMS = Path(sys.executable).parent


@contextlib.contextmanager
def moto() -> Iterator[Bucket]:
    """Yield a bucket of moto, an S3 in memory."""
    with shared("moto", _start_moto, _stop) as folder:
        yield _bucket(folder)


@contextlib.contextmanager
def seaweedfs() -> Iterator[Bucket]:
    """Yield a bucket of a SeaweedFS that knows one key and takes nobody else."""
    with shared("seaweedfs", _start_seaweedfs, _stop) as folder:
        yield _bucket(folder)


def told(bucket: Bucket) -> dict[str, str]:
    """Return the settings that name a bucket."""
    return {
        "CAMTAY_STORE_URL": f"s3://{bucket.name}/{bucket.prefix}",
        "CAMTAY_STORE_ENDPOINT": bucket.endpoint,
        "CAMTAY_STORE_CREDENTIALS": f"{bucket.key_id}:{bucket.secret}",
    }


def own_prefix(bucket: Bucket) -> Bucket:
    """Return a place in the bucket that nobody else uses, so nothing has to be emptied."""
    return replace(bucket, prefix=f"tests/{new_id()}")


def empty(bucket: Bucket) -> None:
    """Delete everything below the bucket's prefix."""
    client = _client(bucket.endpoint)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket.name, Prefix=bucket.prefix):
        for one in page.get("Contents", ()):
            client.delete_object(Bucket=bucket.name, Key=one["Key"])
    client.close()


def _client(address: str) -> Any:
    patient = Config(retries={"mode": "standard", "max_attempts": 8}, s3={"addressing_style": "path"})
    keys = {"aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET, "region_name": "us-east-1"}
    return boto3.client("s3", endpoint_url=address, config=patient, **keys)


def _bucket(folder: Path) -> Bucket:
    return Bucket(BUCKET, "tests", (folder / "address").read_text(), "us-east-1", KEY_ID, SECRET)


def _start_moto(folder: Path) -> None:
    _start(folder, [str(PROGRAMS / "moto_server"), "-H", "127.0.0.1", "-p", "{s3}"])


def _start_seaweedfs(folder: Path) -> None:
    identity = {"name": "tests", "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}], "actions": ["Admin"]}
    said = [str(PROGRAMS / "weed"), "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", "-s3.iam=false"]
    said += [f"-s3.config={folder / 's3.json'}", "-s3.port={s3}", "-s3.port.iceberg=0", f"-filer.localSocket={folder / 'filer.sock'}"]
    said += [f"-{part}.port{sort}={{{part}{sort}}}" for part in ("master", "volume", "filer") for sort in ("", ".grpc")]
    said += ["-s3.port.grpc={s3.grpc}", "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=20"]
    _start(folder, said, {"s3.json": json.dumps({"identities": [identity]})})


def _start(folder: Path, said: list[str], files: dict[str, str] | None = None) -> None:
    folder.mkdir(mode=0o700)
    for name, text in (files or {}).items():
        (folder / name).write_text(text)
    names = [f"{part}{sort}" for part in ("s3", "master", "volume", "filer") for sort in ("", ".grpc")]
    ports = dict(zip(names, _free_ports(len(names)), strict=True))
    for name, port in ports.items():
        said = [one.replace(f"{{{name}}}", str(port)) for one in said]
    # Detached: the worker that starts it may be done long before the last one that uses it.
    script = f'echo $$ > "{folder}/pid"; exec "$@" > "{folder}/log" 2>&1'
    subprocess.run(["setsid", "-f", "sh", "-c", script, "sh", *said], cwd=folder, check=True)
    address = f"http://127.0.0.1:{ports['s3']}"
    (folder / "address").write_text(address)
    _wait(address, folder)
    client = _client(address)
    client.create_bucket(Bucket=BUCKET)
    # SeaweedFS makes its first volumes at the first object, and is not ready before.
    client.put_object(Bucket=BUCKET, Key="ready", Body=secrets.token_bytes(8))
    client.close()


def _free_ports(many: int) -> list[int]:
    with contextlib.ExitStack() as held:
        asked = [held.enter_context(socket.socket()) for _ in range(many)]
        for one in asked:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in asked]


def _wait(address: str, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except HTTPError as answer:  # an S3 that says no is one that runs
            answer.close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((folder / "log").read_text())


def _stop(folder: Path) -> None:
    # SeaweedFS takes longer to close in good order than anybody wants to wait for what is thrown away.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(int((folder / "pid").read_text()), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def silent_port() -> Iterator[int]:
    """Yield a port that takes connections and never says a word."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(16)
        yield deaf.getsockname()[1]


def closed_port() -> int:
    """Return a port on which nobody listens."""
    return free_port()
