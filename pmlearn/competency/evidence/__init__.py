"""What learners have shown: graded cells, the gradebook, answers, and what follows from them."""
