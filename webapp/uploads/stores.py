"""The store that the settings name. Opening one asks nobody: the first use does."""

from __future__ import annotations

from webapp.settings import Settings
from webapp.uploads.adapters.local import LocalStore
from webapp.uploads.ports import Store


def open_store(settings: Settings) -> Store:
    """Return the folder or the bucket of ``store_url``. Raises ValueError for another sort."""
    if not settings.store_url.startswith("s3://"):
        return LocalStore.from_url(settings.store_url)
    # 30 ms and 5 MiB that a machine with a folder never pays.
    from webapp.uploads.adapters.s3 import Bucket, S3Store

    return S3Store(Bucket.from_url(settings.store_url, settings.store_endpoint, settings.store_region, settings.store_credentials))
