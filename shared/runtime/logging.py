"""Structured logs, and nothing in them that somebody typed or must keep secret.

Bolt, slack_sdk and pynamodb print bodies, tokens and items below WARNING: they are held there.
"""

from __future__ import annotations

import logging
import traceback

from aws_lambda_powertools import Logger

_TALKATIVE = ("slack_bolt", "slack_sdk", "pynamodb", "botocore", "boto3", "urllib3")


def quiet_libraries() -> None:
    """Hold the libraries that print bodies to warnings, whatever level the deployment asks for."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def open_log() -> Logger:
    """Open the function's log; service and level are Powertools' own environment variables."""
    quiet_libraries()
    return Logger(utc=True)


def where(error: BaseException) -> list[str]:
    """List the code lines that an error came through: its message may hold data, the lines do not."""
    return traceback.format_tb(error.__traceback__)
