"""Headings of Microsoft's exports and templates of users under which nothing is read here.

Sources: "Export users" and the template of "Add multiple users" of the Microsoft 365 admin center, in English
and French; "Download users" of Microsoft Entra; the properties of Get-MgUser, Get-MsolUser and Get-ADUser.
"""

from __future__ import annotations

# A file is an export where it has as many of these. One or two alone are columns that a person added by hand
# and expects to be kept: such a file is refused.
FEWEST_OF_AN_EXPORT = 3

LEFT_OUT = (
    *("Title", "Job title", "Department", "Office", "Office number", "Office phone", "Office location"),
    *("Physical delivery office name", "Phone number", "Telephone number", "Business phones", "Mobile"),
    *("Mobile phone", "Fax", "Fax number", "Address", "Street address", "Street", "City", "State"),
    *("State or province", "State/Province", "ZIP or postal code", "Postal code", "Country"),
    *("Country or region", "Country/Region", "Company", "Company name", "Manager", "Employee ID"),
    *("Employee type", "Employee hire date", "Alternate email address", "Alternate email addresses"),
    *("Alt email", "Other mails", "Proxy addresses", "Mail nickname", "IM addresses", "Preferred language"),
    *("Preferred data location", "Object ID", "User type", "Creation type", "Invitation state"),
    *("Identity issuer", "Directory synced", "DirSyncEnabled", "Last dirsync time", "When created"),
    *("Created date time", "Soft deletion time stamp", "Deleted date time", "Release track"),
    *("License assignment details", "Is licensed", "Oath token metadata", "Oath token meta data"),
    *("Password never expires", "Password policies", "Strong password required", "Force change password"),
    *("Last password change time stamp", "Last password change date time", "Age group"),
    *("Consent provided for minor", "Legal age group classification", "Authentication phone number"),
    *("Authentication alternative phone number", "Authentication email", "On premises sync enabled"),
    *("On premises immutable ID", "Immutable ID", "Distinguished name", "Object class", "Object GUID"),
    *("SamAccountName", "SID", "Fonction", "Service", "Département", "Bureau", "Numéro de bureau"),
    *("Téléphone", "Téléphone de bureau", "Téléphone (bureau)", "Numéro de téléphone", "Téléphone mobile"),
    *("Téléphone portable", "Télécopie", "Numéro de télécopie", "Adresse", "Adresse postale", "Rue", "Ville"),
    *("État", "État ou province", "État/Province", "Code postal", "Pays", "Pays ou région", "Pays/Région"),
    *("Société", "Nom de la société", "Gestionnaire", "Adresses proxy", "Langue préférée"),
    *("Adresse e-mail de secours", "Adresse de messagerie de secours", "Autre adresse e-mail"),
    *("ID d’objet", "Type d’utilisateur", "Emplacement de données préféré", "Date de création"),
    *("Date et heure de création", "Créé le", "Le mot de passe n’expire jamais", "Mot de passe fort requis"),
    *("Détails de l’attribution de licence", "Heure de la dernière synchronisation d’annuaire"),
)
PASSWORDS = ("Password", "Initial password", "Mot de passe", "Mot de passe initial")
BLOCKED = (
    *("Block credential", "Block sign in", "Sign-in blocked", "Bloquer les informations d’identification"),
    *("Bloquer la connexion", "Connexion bloquée"),
)
ENABLED = ("Account enabled", "Enabled", "Compte activé")
