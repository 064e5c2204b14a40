"""Cầm Tay. A docstring only, so that ``import webapp.forms`` does not drag Flask in."""
