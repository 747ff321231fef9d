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
    LICENSES = "licenses"
    MANAGE_LICENSES = "manage_licenses"
    CONFIRM_LICENSES = "confirm_licenses"
    LICENSES_UPDATED = "licenses_updated"
    ADD_SUBSCRIPTION = "add_subscription"
    EDIT_SUBSCRIPTION = "edit_subscription"
    LOAD_SUBSCRIPTIONS = "load_subscriptions"
    SUBSCRIPTIONS_LOADED = "subscriptions_loaded"
    LOAD_CATALOGUE = "load_catalogue"
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
    OPEN_LICENSES = "open_licenses"
    OPEN_MANAGE_LICENSES = "open_manage_licenses"
    MANAGE_USER_LICENSES = "manage_user_licenses"
    CHOOSE_WHO = "choose_who"
    CHOOSE_USERS = "choose_users"
    CHANGE_PRODUCT = "change_product"
    SHOW_HOLDERS = "show_holders"
    SHOW_UNLICENSED = "show_unlicensed"
    NEXT_PRODUCTS = "next_products"
    PREVIOUS_PRODUCTS = "previous_products"
    EXPORT_LICENSES = "export_licenses"
    OPEN_ADD_SUBSCRIPTION = "open_add_subscription"
    TYPE_PRODUCT = "type_product"
    PICK_PRODUCT = "pick_product"
    OPEN_EDIT_SUBSCRIPTION = "open_edit_subscription"
    OPEN_LOAD_SUBSCRIPTIONS = "open_load_subscriptions"
    OPEN_LOAD_CATALOGUE = "open_load_catalogue"
    OPEN_PUBLISHER = "open_publisher"


class Options(StrEnum):
    """The action_id of each select whose options are loaded while a person types."""

    CUSTOMERS = "choose_customer"
    COUNTRIES = "choose_country"
    USERS = "choose_users"
    PRODUCTS = "choose_product"
