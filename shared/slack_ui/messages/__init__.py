"""Messages: answers to commands that only their reader sees."""
