"""What the phone is given so that it can draw the same pages without us. Knows no dossier."""
