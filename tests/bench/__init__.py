"""Measurements, printed with machine, commit and n. Nothing here is asserted: figures belong into a report, not into a test."""
