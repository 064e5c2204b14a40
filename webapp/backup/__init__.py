"""Copies of everything a centre keeps, verified when they are made, and the way back (``webapp/docs/backup.md``)."""
