"""Slash commands, modals, buttons and typeahead: Bolt behind a Lambda Function URL."""
