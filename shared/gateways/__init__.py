"""The services outside: Slack's Web API, AWS Secrets Manager, the clock."""
