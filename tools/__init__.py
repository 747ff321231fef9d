"""What whoever works on Partner Desk, or deploys it, runs by hand. Never shipped."""
