"""The labs' controls, one module a lesson: what a notebook imports, calls and shows."""
