"""The services outside: Slack's Web API and files, AWS Secrets Manager, the clock."""
