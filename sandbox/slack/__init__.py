"""A stand-in for Slack: its Web API, its payloads and a page to use it with. Never shipped."""
