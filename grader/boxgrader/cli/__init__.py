"""The command `boxgrader`."""
