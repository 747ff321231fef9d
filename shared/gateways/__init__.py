"""The services outside: Slack's Web API and files, AWS Secrets Manager, KMS and SES, the clock."""
