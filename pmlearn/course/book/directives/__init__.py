"""What pages can say beyond Jupyter Book: the package's API, criteria, rooms, progress."""
