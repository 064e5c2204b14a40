"""Views: the plain JSON a citizen page is drawn from (decision D5). No request, no database, no address of our own making.

The same functions will be written once more in ``static/core/views.js``; both must give equal views from equal inputs.
"""
