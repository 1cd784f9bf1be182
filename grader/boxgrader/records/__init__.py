"""What is stored of a graded submission: gradebook, folders, ledger."""
