"""Course: builds the book, releases assignments, grades the sample class, prepares workspaces."""
