"""Tables of people and browsers. Secrets are never here: passwords as argon2id, tokens as SHA-256, TOTP keys sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base
from webapp.database.base import Id


class Account(Base):
    """One member of staff of one unit. Citizens have none: they hold a keyholder cookie."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    sign_in_name: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    unit: Mapped[str]
    roles: Mapped[list[str]]
    password_hash: Mapped[str]
    totp_box: Mapped[bytes]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class StaffSession(Base):
    """One sign-in on one machine. The cookie holds the token; here is only its hash."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("length(token_hash) = 64", name="token_is_hashed"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(Id, ForeignKey("accounts.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    machine: Mapped[str]


class Keyholder(Base):
    """One browser (``cookie``) or one worker in it (``worker``), known by the secret it keeps."""

    __tablename__ = "keyholders"
    __table_args__ = (
        CheckConstraint("kind IN ('cookie', 'worker')", name="known_kind"),
        CheckConstraint("length(secret_hash) = 64", name="secret_is_hashed"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    last_seen: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInTry(Base):
    """One try to sign in. The typed name is not kept: people type passwords there."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("ix_sign_in_tries_account_at", "account", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    account: Mapped[str | None] = mapped_column(Id, ForeignKey("accounts.id"))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
