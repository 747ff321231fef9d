"""What happens: one function for each command, and one for each thing that a person looks at."""
