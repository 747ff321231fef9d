#!/usr/bin/env bash
# aws-sam-cli 1.170.0: `sam validate --lint` calls a template valid whose values AWS refuses at deployment.
#
# One would bet that a linter with AWS's own resource schemas knows the runtimes, that a timeout ends at 900 seconds,
# and how a schedule is written. It does know the lower bound of a timeout and misspelled properties (the control
# below). It passes: a runtime python3.31, Architectures [arm], a timeout of 901, `rate(1 minutes)` (the singular is
# demanded), a cron expression of five fields, an hour of 25, a record age of 30 seconds (at least 60), 3 retries of
# an asynchronous invocation (at most 2), and a filter pattern whose value is no list. cfn-lint alone passes them too.
# The first that notices is CloudFormation, in the middle of a deployment.
#
# What helps: a test of one's own over the template's values.
# Exits non-zero when this changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check aws-sam-cli==1.170.0 cfn-lint==1.58.0
export AWS_DEFAULT_REGION=eu-west-1 SAM_CLI_TELEMETRY=0 HOME="$folder"

template() { # the timeout
  cat <<YAML
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Delete
    UpdateReplacePolicy: Delete
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  Clock:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: "def handler(event, context): pass"
      Handler: index.handler
      Runtime: python3.31
      Architectures: [arm]
      Timeout: $1
      EventInvokeConfig: { MaximumRetryAttempts: 3 }
      Events:
        Minute: { Type: Schedule, Properties: { Schedule: "rate(1 minutes)" } }
        Day: { Type: Schedule, Properties: { Schedule: "cron(0 7 * * *)" } }
        Hour: { Type: Schedule, Properties: { Schedule: "cron(0 25 * * ? *)" } }
        Rows:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: LATEST
            MaximumRecordAgeInSeconds: 30
            FilterCriteria: { Filters: [{ Pattern: '{"eventName": "INSERT"}' }] }
YAML
}

"$folder/venv/bin/sam" --version
template 901 >"$folder/template.yaml"
"$folder/venv/bin/sam" validate --lint --template "$folder/template.yaml"
"$folder/venv/bin/cfn-lint" "$folder/template.yaml" && echo "cfn-lint finds nothing either"

template 0 >"$folder/template.yaml"
"$folder/venv/bin/sam" validate --lint --template "$folder/template.yaml" >"$folder/said" 2>&1 || true
if ! grep -m1 E3034 "$folder/said"; then
  echo "it changed: the control, a timeout of 0, is not found" >&2
  exit 1
fi
