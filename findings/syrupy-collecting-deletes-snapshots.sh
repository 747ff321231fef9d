#!/usr/bin/env bash
# syrupy 7.0.2 with pytest 9.2.0: a run that only collects counts every snapshot as unused.
#
# One would bet: `--collect-only` runs no test, so it exits with 0 where collecting works, and changes no file.
# Editors that list tests and steps of a CI read its exit code so.
# It does: at the end of the session syrupy takes the snapshots of tests that were collected and not run for
# unused. `pytest --collect-only` exits with 1, and with `--snapshot-update` in the options it deletes them.
# With `--snapshot-disable-unused` the collection exits with 0.
# Source: syrupy/report.py, which compares the snapshots found on disk with those that were asserted.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check syrupy==7.0.2 pytest==9.2.0

mkdir "$work/tests"
cat >"$work/tests/test_greeting.py" <<'PYTHON'
def test_greeting(snapshot):
    assert "Good morning, Nadia" == snapshot
PYTHON
cd "$work/tests"
pytest() { "$work/venv/bin/pytest" -q -p no:cacheprovider "$@"; }

"$work/venv/bin/pip" list --disable-pip-version-check 2>/dev/null | grep -E '^(syrupy|pytest) '
pytest --snapshot-update >/dev/null
pytest # green
collected=0
pytest --collect-only || collected=$?
disabled=0
pytest --collect-only --snapshot-disable-unused >/dev/null || disabled=$?
[ -e __snapshots__/test_greeting.ambr ]
pytest --collect-only --snapshot-update
left=$(find __snapshots__ -name '*.ambr' 2>/dev/null | wc -l)

echo "--collect-only exits with $collected, and with --snapshot-disable-unused with $disabled"
echo "after --collect-only --snapshot-update $left of 1 snapshot files are left"
if [ "$collected" != 1 ] || [ "$disabled" != 0 ] || [ "$left" != 0 ]; then
  echo "behaves otherwise now"
  exit 1
fi
