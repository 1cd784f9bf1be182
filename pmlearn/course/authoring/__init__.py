"""For those who write lessons: templates, stored outputs, and what `pmlearn check` refuses."""
