"""What is true: frozen values and the rules they obey. No I/O."""
