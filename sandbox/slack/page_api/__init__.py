"""The page's own endpoints: what a person's screen shows, and what they do on it."""

from sandbox.slack.page_api.routes import page_routes

__all__ = ["page_routes"]
