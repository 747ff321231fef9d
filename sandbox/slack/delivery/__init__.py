"""Slack's side of an interaction: the signed request, its three seconds, and the answer."""

from sandbox.slack.delivery.carriers import Answer, Carrier, FunctionUrl, InProcess, Request
from sandbox.slack.delivery.send import Delivered, Delivery

__all__ = ["Answer", "Carrier", "Delivered", "Delivery", "FunctionUrl", "InProcess", "Request"]
