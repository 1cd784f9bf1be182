"""Cases: numbers, names and items that are drawn for each learner, and formulas over them."""
