"""Who may: the written matrix, and the one function that reads it."""
