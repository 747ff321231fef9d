"""The sweep: looks after requests that wait, and keeps user groups in step."""
