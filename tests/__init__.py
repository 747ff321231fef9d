"""One folder for each kind of test; see CONTRIBUTING.md for which to write."""
