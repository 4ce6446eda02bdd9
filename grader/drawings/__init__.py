"""Shows a submission's numbers: as a picture, as text, and as a table."""
