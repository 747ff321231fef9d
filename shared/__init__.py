"""The domain package that every Partner Desk function shares."""
