"""Views: the plain JSON a citizen page is drawn from (decision D5). No request, no database, no address of our own making.

The same functions stand once more in ``static/core/views``; both give equal views from equal inputs (``tests/twins/test_views.py``).
"""
