"""What every function starts with: settings, logging and wiring."""
