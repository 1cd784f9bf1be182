"""What is done to built pages: made lighter, readable on a phone, ready to be published."""
