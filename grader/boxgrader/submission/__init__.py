"""What was handed in, read without trusting it, and the assignment it belongs to."""
