"""The purge: deletes for good what was deleted 30 days ago, and tells in time who will be gone."""
