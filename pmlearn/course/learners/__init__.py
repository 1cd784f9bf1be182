"""What learners get: a workspace on this machine, or a bundle for machines of their own."""
