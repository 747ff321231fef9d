"""What people see in Slack: Block Kit as pure functions of values and a translator."""
