"""What the text of an assignment says about how to grade it; nothing is run here."""
