"""The one-stop desk: queue, dossier and the five steps, as officers work with them. Rules live in ``dossiers``."""
