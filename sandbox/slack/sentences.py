"""What Slack itself says to a person, in English and French."""

from typing import Literal

Sentence = Literal[
    "trouble",
    "no_response",
    "dispatch_failed",
    "not_a_command",
    "required",
    "too_short",
    "too_long",
    "not_an_email",
    "not_a_url",
    "not_a_number",
    "number_too_small",
    "number_too_big",
    "no_options",
]

SENTENCES: dict[Sentence, tuple[str, str]] = {
    "trouble": (
        "We had some trouble connecting. Try again?",
        "Un problème de connexion est survenu. Réessayer ?",
    ),
    "no_response": (
        (
            "{command} failed because the app did not respond. "
            "Learn more about troubleshooting in the Help Center."
        ),
        (
            "{command} a échoué, car l’application n’a pas répondu. "
            "Consultez le Centre d’assistance pour en savoir plus."
        ),
    ),
    "dispatch_failed": (
        "{command} failed with the error “dispatch_failed”.",
        "{command} a échoué avec l’erreur « dispatch_failed ».",
    ),
    "not_a_command": (
        (
            "{command} is not a valid command. In Slack, all messages that start with the “/” "
            "character are interpreted as commands."
        ),
        (
            "{command} n’est pas une commande valide. Dans Slack, tout message qui commence par « / » "
            "est interprété comme une commande."
        ),
    ),
    "required": ("Please complete this required field.", "Veuillez remplir ce champ obligatoire."),
    "too_short": (
        "Please enter at least {limit} characters.",
        "Veuillez saisir au moins {limit} caractères.",
    ),
    "too_long": (
        "Please enter no more than {limit} characters.",
        "Veuillez ne pas dépasser {limit} caractères.",
    ),
    "not_an_email": (
        "Please enter a valid email address.",
        "Veuillez saisir une adresse e-mail valide.",
    ),
    "not_a_url": ("Please enter a valid URL.", "Veuillez saisir une URL valide."),
    "not_a_number": ("Please enter a number.", "Veuillez saisir un nombre."),
    "number_too_small": (
        "Please enter a number of {limit} or more.",
        "Veuillez saisir un nombre supérieur ou égal à {limit}.",
    ),
    "number_too_big": (
        "Please enter a number of {limit} or less.",
        "Veuillez saisir un nombre inférieur ou égal à {limit}.",
    ),
    "no_options": (
        "The suggestions could not be loaded. Try again?",
        "Les suggestions n’ont pas pu être chargées. Réessayer ?",
    ),
}


def said(sentence: Sentence, locale: str, **facts: object) -> str:
    english, french = SENTENCES[sentence]
    return (french if locale.startswith("fr") else english).format(**facts)
