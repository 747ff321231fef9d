#!/usr/bin/env bash
# Babel 2.18.0: `pybabel compile --statistics` calls a catalog "100%" translated in which plural forms are missing.
#
# One would bet that a plural with an empty form, or none at all, counts as untranslated, as in gettext's own
# `msgfmt --check`, which refuses it. Babel counts the message as translated, exits 0, and compiles the source
# language's words into the place of the missing form: readers of French meet an English sentence for some numbers.
# `Message.check()` and the checkers of the CLI say nothing either.
#
# What helps: a test of one's own: each message of the catalog has as many non-empty forms as `nplurals` says.
# Exits non-zero when this changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0

header='msgid ""
msgstr ""
"Language: fr\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

msgid "{count} seat"
msgid_plural "{count} seats"'
printf '%s\nmsgstr[0] "{count} place"\n' "$header" >"$folder/one.po"
printf '%s\nmsgstr[0] ""\nmsgstr[1] ""\n' "$header" >"$folder/none.po"

for catalog in one none; do
  "$folder/venv/bin/pybabel" compile --statistics --locale fr \
    --input-file "$folder/$catalog.po" --output-file "$folder/$catalog.mo" 2>&1 | tee "$folder/$catalog.said"
  grep -q '1 of 1 messages (100%) translated' "$folder/$catalog.said"
done

FOLDER=$folder "$folder/venv/bin/python" - <<'PYTHON'
import gettext
import os
from importlib.metadata import version

from babel.messages.pofile import read_po

folder = os.environ["FOLDER"]
print("Babel", version("babel"))
with open(f"{folder}/one.mo", "rb") as compiled:
    said = gettext.GNUTranslations(compiled).ngettext("{count} seat", "{count} seats", 3)
print("French for three seats:", said)
with open(f"{folder}/one.po", "rb") as source:
    errors = [error for message in read_po(source) for error in message.check()]
print("what its checks find:", errors)
assert said == "{count} seats" and not errors, "it changed: missing plural forms are noticed"
PYTHON
