"""Slack's Web API and its response URLs, over HTTP."""

from sandbox.slack.web_api.routes import web_api_routes

__all__ = ["web_api_routes"]
