"""Program: join related work for benefits."""
