"""Synchronisation: operations of phones taken in once each, acked, and what is new told back."""
