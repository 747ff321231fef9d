"""``/partner`` and the words that may follow it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from functions.slack import words
from functions.slack.listeners.audit import filter_of, trail_of
from functions.slack.listeners.deleted import deleted_list_of
from functions.slack.listeners.deletion import ask_to_delete
from functions.slack.listeners.desk import desk_of, empty_desk
from functions.slack.listeners.import_file import form_of
from functions.slack.listeners.licenses import overview_of
from functions.slack.listeners.password import ask_to_reset
from functions.slack.listeners.requests import lists_of
from functions.slack.listeners.roles import show_roles
from functions.slack.listeners.user import blank_form
from functions.slack.listeners.users import list_of
from functions.slack.route import Kind, Open, Route
from functions.slack.subcommand import Subcommand, find_subcommand, nearest_name
from shared.domain.action import Action
from shared.domain.audit import AuditQuery
from shared.domain.collation import fold
from shared.domain.command import Command, ExportAudit, ManyCommand
from shared.domain.import_kind import ImportKind
from shared.i18n.translator import N_
from shared.operations.looking import UserQuery, customer_card, find_customers
from shared.slack_ui.carried import pack
from shared.slack_ui.ids import Click, View
from shared.slack_ui.messages.answers import no_customer, not_understood
from shared.slack_ui.messages.help import COMMAND, CommandHelp, help_
from shared.slack_ui.messages.staff import whoami
from shared.slack_ui.modals.listing import MAXIMUM_TYPED
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from functions.slack.call import Call
    from shared.domain.customer import CustomerSummary
    from shared.slack_ui.messages.message import Message

_LICENSES = {"licenses", "licences"}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def answer_command(call: Call) -> None:
    """Do what the first word says; nothing opens the desk."""
    typed = words.split(call.body.get("text") or "")
    if not typed:
        return call.show(empty_desk(call))
    subcommand = find_subcommand(SUBCOMMANDS, typed[0])
    if subcommand is None:
        nearest = nearest_name(SUBCOMMANDS, typed[0], call.t.language)
        return call.say(not_understood(call.t, typed[0], nearest))
    if isinstance(subcommand.requires, Action):
        call.desk.admit_somewhere(call.actor, subcommand.requires)
    return subcommand.listener(call, typed[1:])


def show_users(call: Call, typed: list[str]) -> None:
    if customer := _named_customer(call, typed):
        query = UserQuery(typed=" ".join(typed[1:])[:MAXIMUM_TYPED])
        call.show(list_of(call, customer.id, query))


def add_user(call: Call, typed: list[str]) -> None:
    if customer := _named_customer(call, [" ".join(typed)] if typed else []):
        call.show(blank_form(call, customer.id, ViewState()))


def ask_for_file(call: Call, typed: list[str]) -> None:
    """Ask for a file of new users; of license changes where that word comes last."""
    is_of_licenses = fold(typed[-1]) in _LICENSES if typed[1:] else False
    named = typed[:-1] if is_of_licenses else typed
    if customer := _named_customer(call, [" ".join(named)] if named else []):
        kind = ImportKind.LICENSES if is_of_licenses else ImportKind.USERS
        call.show(form_of(call, kind, customer.id))


def show_customers(call: Call, typed: list[str]) -> None:
    if not typed:
        call.show(empty_desk(call))
    elif customer := _named_customer(call, [" ".join(typed)]):
        call.show(desk_of(call, customer_card(call.desk, call.actor, customer.id)))


def show_licenses(call: Call, typed: list[str]) -> None:
    if customer := _named_customer(call, [" ".join(typed)] if typed else []):
        call.show(overview_of(call, customer.id))


def reset_passwords(call: Call, typed: list[str]) -> None:
    if customer := _named_customer(call, typed):
        ask_to_reset(call, customer.id, " ".join(typed[1:])[:MAXIMUM_TYPED])


def delete_users(call: Call, typed: list[str]) -> None:
    if customer := _named_customer(call, typed):
        ask_to_delete(call, customer.id, " ".join(typed[1:])[:MAXIMUM_TYPED])


def show_deleted(call: Call, typed: list[str]) -> None:
    if customer := _named_customer(call, typed):
        query = UserQuery(typed=" ".join(typed[1:])[:MAXIMUM_TYPED])
        call.show(deleted_list_of(call, customer.id, query))


def show_audit(call: Call, typed: list[str]) -> None:
    """Show the history of the customer that is named, or of their user; of a person who is mentioned."""
    if not typed:
        return call.show(filter_of(call, AuditQuery(), ViewState()))
    if person := _MENTION.fullmatch(typed[0]):
        state = ViewState(carried=pack(ExportAudit(query=AuditQuery(actor_id=person[1]))))
        return call.show(trail_of(call, state))
    customer = _named_customer(call, typed)
    if customer is None:
        return None
    state = ViewState(customer_id=customer.id)
    sought = " ".join(typed[1:])[:MAXIMUM_TYPED]
    if not sought:
        return call.show(trail_of(call, state))
    call.desk.require(call.actor, Action.VIEW, customer.id)
    found = call.desk.directory.search_users(customer.id, sought, 2)
    if len(found) == 1:
        return call.show(trail_of(call, ViewState(customer_id=customer.id, user_id=found[0].id)))
    return call.show(list_of(call, customer.id, UserQuery(typed=sought)))


def show_requests(call: Call, _typed: list[str]) -> None:
    call.show(lists_of(call, ViewState()))


def show_whoami(call: Call, _typed: list[str]) -> None:
    now = call.desk.clock.now()
    scope = call.actor.scope_at(now)
    customers = call.desk.directory.customers(scope) if scope else []
    permits, alone = call.desk.permits_somewhere(call.actor), call.desk.permits_at_once(call.actor)
    asking = permits - alone
    call.say(whoami(call.t, call.actor, customers, now, alone & OFFERED, asking & OFFERED))


def show_help(call: Call, _typed: list[str]) -> None:
    call.say(_help(call))


def open_help(call: Call) -> None:
    """Show the same in a modal, to who asks for it on their Home."""
    said = _help(call).blocks
    call.replace(modal(View.NOTICE, call.t("Help"), said, ViewState(), close=call.t("Close")))


def _help(call: Call) -> Message:
    permits = call.desk.permits_somewhere(call.actor)
    language = call.t.language
    commands = [
        CommandHelp(
            name=each.names[language][0], arguments=call.t(each.arguments), summary=call.t(each.summary)
        )
        for each in SUBCOMMANDS
        if each.requires is Open.TO_ALL_STAFF or each.requires in permits
    ]
    return help_(call.t, commands)


def _named_customer(call: Call, typed: list[str]) -> CustomerSummary | None:
    """Find the customer that the first word names; otherwise ask which, and return None."""
    if not typed:
        call.show(empty_desk(call, call.t("Choose the customer first.")))
        return None
    found = find_customers(call.desk, call.actor, typed[0])
    exact = [each for each in found if fold(typed[0]) in (fold(each.name), each.default_domain)]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        may_add = Action.ADD_CUSTOMER in call.permits(None)
        call.say(no_customer(call.t, typed[0], may_add))
    else:
        notice = call.t("Several customers match “{typed}”. Choose one.", typed=typed[0])
        call.show(empty_desk(call, notice))
    return None


SUBCOMMANDS = (
    Subcommand(
        names={"en": ("users", "list"), "fr": ("utilisateurs", "liste")},
        arguments=N_("customer [search]"),
        summary=N_("Users and licenses of a customer; search by name or user name."),
        requires=Action.VIEW,
        listener=show_users,
    ),
    Subcommand(
        names={"en": ("add", "create", "new"), "fr": ("ajouter", "créer", "nouveau")},
        arguments=N_("[customer]"),
        summary=N_("Create a user of a customer."),
        requires=Action.CREATE_USER,
        listener=add_user,
    ),
    Subcommand(
        names={"en": ("import",), "fr": ("importer",)},
        arguments=N_("customer [licenses]"),
        summary=N_("Create users from a file, or change licenses from one; it is checked first."),
        requires=Action.IMPORT_USERS,
        listener=ask_for_file,
    ),
    Subcommand(
        names={"en": ("licenses", "subscriptions"), "fr": ("licences", "abonnements")},
        arguments=N_("customer"),
        summary=N_("Products of a customer: seats used and left, who has what, CSV files."),
        requires=Action.VIEW,
        listener=show_licenses,
    ),
    Subcommand(
        names={"en": ("reset",), "fr": ("réinitialiser", "mot-de-passe")},
        arguments=N_("customer [user]"),
        summary=N_("Reset the password of a user, or of several."),
        requires=Action.RESET_PASSWORD,
        listener=reset_passwords,
    ),
    Subcommand(
        names={"en": ("delete", "remove"), "fr": ("supprimer",)},
        arguments=N_("customer [user]"),
        summary=N_("Delete a user, or several; for 30 days they can be restored."),
        requires=Action.DELETE_USER,
        listener=delete_users,
    ),
    Subcommand(
        names={"en": ("deleted",), "fr": ("supprimés",)},
        arguments=N_("customer [search]"),
        summary=N_("Deleted users of a customer: who goes next, and how to restore them."),
        requires=Action.VIEW,
        listener=show_deleted,
    ),
    Subcommand(
        names={"en": ("customers", "customer"), "fr": ("clients", "client")},
        arguments=N_("[name or domain]"),
        summary=N_("Find a customer; add or edit one, if your role allows."),
        requires=Action.VIEW,
        listener=show_customers,
    ),
    Subcommand(
        names={"en": ("audit", "history"), "fr": ("journal", "historique")},
        arguments=N_("[customer] [user], or @person"),
        summary=N_("What was changed, by whom and when; newest first. Alone: search, and a CSV file."),
        requires=Action.VIEW,
        listener=show_audit,
    ),
    Subcommand(
        names={"en": ("requests", "approvals"), "fr": ("demandes", "approbations")},
        arguments="",
        summary=N_("What waits for your decision, and what became of your requests."),
        requires=Action.VIEW,
        listener=show_requests,
    ),
    Subcommand(
        names={"en": ("roles", "staff"), "fr": ("rôles", "personnel")},
        arguments="",
        summary=N_("Who holds which partner roles, until when; grant, change and revoke them."),
        requires=Action.GRANT_ROLE,
        listener=show_roles,
    ),
    Subcommand(
        names={"en": ("whoami", "me"), "fr": ("quisuisje", "moi")},
        arguments="",
        summary=N_("Your roles, the customers they hold for, and until when."),
        listener=show_whoami,
    ),
    Subcommand(
        names={"en": ("help", "?"), "fr": ("aide",)},
        arguments="",
        summary=N_("This list."),
        listener=show_help,
    ),
)

OFFERED = {
    Action.VIEW,
    *(command.action for command in get_args(Command) + get_args(ManyCommand)),
}  # what there is a way to do

ROUTES = (
    Route(Kind.COMMAND, COMMAND, Open.TO_ALL_STAFF, answer_command),
    Route(Kind.CLICK, Click.OPEN_HELP, Open.TO_ALL_STAFF, open_help),
)
