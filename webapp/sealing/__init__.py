"""Sealed values: one key per dossier, wrapped by a master key that never stands in the database (decision D18)."""

from webapp.sealing.envelope import Envelope, Unopenable
from webapp.sealing.keyfiles import WeakKey, fault_of_key
from webapp.sealing.keyring import Keyring

__all__ = ["Envelope", "Keyring", "Unopenable", "WeakKey", "fault_of_key"]
