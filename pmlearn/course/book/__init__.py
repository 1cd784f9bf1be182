"""The book: how it is built, checked and printed, and what its pages can do."""
