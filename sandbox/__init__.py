"""Partner Desk on one machine: the emulator, the deployed stack, a stand-in Slack. Never shipped."""
