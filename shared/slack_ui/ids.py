"""The names by which Slack calls back: each is a route with a permission of its own."""

from __future__ import annotations

from enum import StrEnum


class View(StrEnum):
    """The callback_id of each modal."""

    DESK = "desk"
    USERS = "users"
    USER = "user"
    CREATE_USER = "create_user"
    CREATED_USERS = "created_users"
    EDIT_USER = "edit_user"
    ADD_CUSTOMER = "add_customer"
    EDIT_CUSTOMER = "edit_customer"
    AUDIT = "audit"
    NOTICE = "notice"


class Click(StrEnum):
    """The action_id of everything that calls back at once."""

    CHOOSE_CUSTOMER = "choose_customer"
    OPEN_DESK = "open_desk"
    OPEN_USERS = "open_users"
    OPEN_USER = "open_user"
    OPEN_CREATE_USER = "open_create_user"
    OPEN_EDIT_USER = "open_edit_user"
    OPEN_ADD_CUSTOMER = "open_add_customer"
    OPEN_EDIT_CUSTOMER = "open_edit_customer"
    OPEN_AUDIT = "open_audit"
    OPEN_USER_AUDIT = "open_user_audit"
    FILTER_USERS = "filter_users"
    SEARCH_USERS = "search_users"
    SHOW_ALL_USERS = "show_all_users"
    NEXT_USERS = "next_users"
    PREVIOUS_USERS = "previous_users"
    OLDER_EVENTS = "older_events"
    NEWER_EVENTS = "newer_events"
    ADD_ANOTHER_USER = "add_another_user"


class Options(StrEnum):
    """The action_id of each select whose options are loaded while a person types."""

    CUSTOMERS = "choose_customer"
    COUNTRIES = "choose_country"
