"""What template.yaml promises: who may touch what, what is encrypted, kept, logged and watched."""

import re
from typing import Any

import pytest

from functions.purge import function as purge
from functions.sweep import function as sweep
from functions.worker.pace import PATIENCE
from shared.domain.import_file import DEFAULT_ROWS, MOST_ROWS
from shared.gateways import credential_cipher
from shared.policy.deployed import packed
from tests.template import properties, resources, template
from tools.policy import LONGEST

FUNCTIONS = resources("AWS::Serverless::Function")
TABLES = resources("AWS::DynamoDB::Table")
ROLES = resources("AWS::IAM::Role")

CREDENTIAL_KEY = {"Fn::GetAtt": ["CredentialKey", "Arn"]}

Statement = dict[str, Any]


def statements(role: str) -> list[Statement]:
    return [
        statement
        for policy in properties(role)["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def role_of(function: str) -> str:
    role: str = properties(function)["Role"]["Fn::GetAtt"][0]
    return role


def actions_on(role: str, table: str) -> set[str]:
    return {
        action
        for statement in statements(role)
        for resource in listed(statement["Resource"])
        if resource == {"Fn::GetAtt": [table, "Arn"]}
        for action in listed(statement["Action"])
    }


def every_statement() -> list[Any]:
    return [
        pytest.param(statement, id=f"{role}-{statement['Sid']}")
        for role in ROLES
        for statement in statements(role)
    ]


@pytest.mark.promise(19)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_can_only_add_to_the_audit_trail_and_read_it(function: str) -> None:
    assert actions_on(role_of(function), "AuditTable") <= {"dynamodb:PutItem", "dynamodb:Query"}


@pytest.mark.promise(19)
@pytest.mark.parametrize("role", ROLES)
def test_no_role_can_change_or_delete_in_the_audit_trail_by_another_way(role: str) -> None:
    for statement in statements(role):
        if "AuditTable" in str(statement["Resource"]):
            assert set(listed(statement["Action"])) <= {"dynamodb:PutItem", "dynamodb:Query"}


@pytest.mark.promise(20)
def test_the_slack_function_has_exactly_its_actions_on_each_table() -> None:
    role = role_of("SlackFunction")
    assert actions_on(role, "DirectoryTable") == {
        "dynamodb:BatchGetItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
    }
    assert actions_on(role, "WorkflowTable") == {
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
    }
    assert actions_on(role, "AuditTable") == {"dynamodb:PutItem", "dynamodb:Query"}


@pytest.mark.promise(20)
def test_the_worker_reads_the_stream_and_tells_the_queue_and_no_more() -> None:
    """What it does to tables is compared with what it calls in tests/functions/test_worker_permissions.py."""
    stream = {"Fn::GetAtt": ["WorkflowTable", "StreamArn"]}
    queue = {"Fn::GetAtt": ["FailureQueue", "Arn"]}
    reading = [s["Action"] for s in statements("WorkerRole") if s["Resource"] == stream]
    telling = [s["Action"] for s in statements("WorkerRole") if s["Resource"] == queue]
    assert reading == [
        [
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
            "dynamodb:ListStreams",
        ]
    ]
    assert telling == ["sqs:SendMessage"]


@pytest.mark.promise(20)
@pytest.mark.parametrize("statement", every_statement())
def test_a_statement_names_its_resources_and_actions(statement: Statement) -> None:
    for resource in listed(statement["Resource"]):
        assert "*" not in str(resource)
    for action in listed(statement["Action"]):
        assert "*" not in action


@pytest.mark.promise(20)
@pytest.mark.parametrize("statement", every_statement())
def test_nobody_reads_a_whole_table(statement: Statement) -> None:
    assert "dynamodb:Scan" not in listed(statement["Action"])


@pytest.mark.promise(20)
@pytest.mark.parametrize("statement", every_statement())
def test_the_key_is_used_only_through_the_services_that_hold_the_data(statement: Statement) -> None:
    of_a_key = any(action.startswith("kms:") for action in listed(statement["Action"]))
    if of_a_key and statement["Resource"] != CREDENTIAL_KEY:
        assert "kms:ViaService" in statement["Condition"]["StringEquals"]


@pytest.mark.promise(20)
@pytest.mark.parametrize(
    ("role", "allowed"),
    [("SlackRole", {"kms:Decrypt", "kms:Encrypt"}), ("WorkerRole", {"kms:Encrypt"})],
)
def test_the_worker_seals_passwords_and_only_the_slack_function_opens_them(
    role: str, allowed: set[str]
) -> None:
    granted = [each for each in statements(role) if each["Resource"] == CREDENTIAL_KEY]
    assert {action for each in granted for action in listed(each["Action"])} == allowed


@pytest.mark.promise(20)
@pytest.mark.parametrize("role", sorted(ROLES.keys() - {"SlackRole", "WorkerRole"}))
def test_no_other_function_has_anything_to_do_with_the_key_of_passwords(role: str) -> None:
    assert "CredentialKey" not in str(statements(role))


@pytest.mark.promise(20)
@pytest.mark.parametrize("statement", every_statement())
def test_the_key_of_passwords_is_used_for_a_credential_and_its_owner_alone(statement: Statement) -> None:
    if statement["Resource"] == CREDENTIAL_KEY:
        named = sorted(credential_cipher.context("credential-1", "U0GRACE"))
        assert statement["Condition"] == {
            "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": named},
            "Null": {f"kms:EncryptionContext:{name}": "false" for name in named},
        }


@pytest.mark.promise(20)
def test_only_the_slack_function_sends_e_mail_and_only_where_a_sender_is_named() -> None:
    policy = resources()["SenderPolicy"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert policy["Condition"] == "HasSender"
    assert policy["Properties"]["Roles"] == [{"Ref": "SlackRole"}]
    assert statement["Action"] == "ses:SendEmail"
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "SenderAddress"}}}
    assert "*" not in str(statement["Resource"])
    assert [role for role in ROLES if "ses:" in str(statements(role))] == []


@pytest.mark.promise(20)
def test_each_function_has_a_role_of_its_own() -> None:
    roles = [role_of(function) for function in FUNCTIONS]
    assert len(set(roles)) == len(roles)


@pytest.mark.promise(20)
@pytest.mark.parametrize("table", TABLES)
def test_every_index_is_queried_by_a_function(table: str) -> None:
    stated = {index["IndexName"] for index in properties(table)["GlobalSecondaryIndexes"]}
    granted = {
        resource["Fn::Sub"].rpartition("/")[2]
        for role in ROLES
        for statement in statements(role)
        for resource in listed(statement["Resource"])
        if f"${{{table}.Arn}}/index/" in str(resource)
    }
    assert granted == stated


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_encrypted_recoverable_and_hard_to_lose(table: str) -> None:
    stated = properties(table)
    assert stated["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert stated["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert stated["DeletionProtectionEnabled"] is True
    assert stated["BillingMode"] == "PAY_PER_REQUEST"
    assert TABLES[table]["DeletionPolicy"] == "Retain"
    assert TABLES[table]["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("key", resources("AWS::KMS::Key"))
def test_a_key_is_rotated_and_kept(key: str) -> None:
    assert properties(key)["EnableKeyRotation"] is True
    assert resources()[key]["DeletionPolicy"] == "Retain"
    assert resources()[key]["UpdateReplacePolicy"] == "Retain"


@pytest.mark.promise(23)
def test_the_secret_is_encrypted_with_our_key_and_born_without_a_known_value() -> None:
    stated = properties("SlackSecret")
    assert stated["KmsKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert "SecretString" not in stated
    assert stated["GenerateSecretString"]["GenerateStringKey"] == "signing_secret"


@pytest.mark.promise(23)
def test_no_parameter_or_setting_carries_a_secret() -> None:
    names = [*template()["Parameters"]]
    for function in FUNCTIONS:
        names += properties(function)["Environment"]["Variables"]
    carriers = [n for n in names if any(w in n.lower() for w in ("token", "password", "signing"))]
    assert carriers == []


@pytest.mark.promise(2)
def test_every_function_starts_with_the_policy_of_the_deployment_and_it_fits() -> None:
    assert template()["Globals"]["Function"]["Environment"]["Variables"]["POLICY_MATRIX"] == {
        "Ref": "PolicyMatrix"
    }
    stated = template()["Parameters"]["PolicyMatrix"]
    assert stated["MaxLength"] == LONGEST
    made_by_us = packed('[reset_password]\nglobal_admin = "allow"\n')
    for value, fits in (("", True), (made_by_us, True), ("AA=", False), ("not base64", False)):
        assert (re.fullmatch(stated["AllowedPattern"], value) is not None) is fits, value


def test_who_asks_for_a_file_and_who_reads_it_know_the_same_limit_and_it_is_partner_centers() -> None:
    knowing = [
        function
        for function in FUNCTIONS
        if properties(function)["Environment"]["Variables"].get("IMPORT_ROWS") == {"Ref": "ImportRows"}
    ]
    assert knowing == ["SlackFunction", "WorkerFunction"]
    stated = template()["Parameters"]["ImportRows"]
    assert (stated["MinValue"], stated["Default"], stated["MaxValue"]) == (1, DEFAULT_ROWS, MOST_ROWS)


LAMBDA_TAKES = 4096  # bytes of all names and values together
LONGEST_NAME = 255  # of a table, and of a resource that CloudFormation names


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_settings_of_a_function_fit_at_their_longest(function: str) -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    variables = variables | properties(function)["Environment"]["Variables"]
    assert sum(len(name) + longest(value) for name, value in variables.items()) <= LAMBDA_TAKES


def longest(value: Any) -> int:
    """How long a setting can be at most."""
    if isinstance(value, str):
        return len(value)
    stated = template()["Parameters"].get(value.get("Ref"), {})
    if "AllowedValues" in stated:
        return max(map(len, stated["AllowedValues"]))
    if "MaxLength" in stated:
        return int(stated["MaxLength"])
    if "MaxValue" in stated:
        return len(str(stated["MaxValue"]))
    if "AllowedPattern" in stated:  # an id of Slack's
        return 1 + int(re.findall(r"\{2,(\d+)\}", stated["AllowedPattern"])[0])
    return LONGEST_NAME


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_logs_to_a_group_that_is_encrypted_and_forgets(function: str) -> None:
    group = properties(properties(function)["LoggingConfig"]["LogGroup"]["Ref"])
    assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}
    assert group["KmsKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}


@pytest.mark.promise(21)
@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("metric", ["Errors", "Throttles", "Duration"])
def test_a_function_is_watched(function: str, metric: str) -> None:
    watched = [
        alarm["Properties"]
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"]["MetricName"] == metric
        and {"Name": "FunctionName", "Value": {"Ref": function}} in alarm["Properties"]["Dimensions"]
    ]
    assert watched


@pytest.mark.promise(21)
@pytest.mark.parametrize("mapping", resources("AWS::Lambda::EventSourceMapping"))
def test_what_a_stream_cannot_hand_over_goes_to_a_queue_after_a_while(mapping: str) -> None:
    stated = properties(mapping)
    assert stated["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["FailureQueue", "Arn"]}
    assert 0 < stated["MaximumRetryAttempts"] <= 100
    assert 0 < stated["MaximumRecordAgeInSeconds"] < 24 * 3600  # after which the stream forgets it silently
    assert stated["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.promise(21)
def test_nothing_that_is_filed_while_it_is_deployed_is_missed() -> None:
    assert properties("WorkerStream")["StartingPosition"] == "TRIM_HORIZON"
    assert properties("WorkerStream")["EventSourceArn"] == {"Fn::GetAtt": ["WorkflowTable", "StreamArn"]}
    assert properties("WorkflowTable")["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_steps_of_one_request_neither_wait_for_a_batch_nor_for_other_requests() -> None:
    stated = properties("WorkerStream")
    assert stated["BatchSize"] == 1
    assert stated["MaximumBatchingWindowInSeconds"] == 0
    assert stated["ParallelizationFactor"] == 10


@pytest.mark.promise(21)
def test_a_step_has_time_for_slack_to_come_back() -> None:
    for_slack = 4 * PATIENCE  # the card, another card in its place, files; and the pause before giving back
    assert for_slack < properties("WorkerFunction")["Timeout"]


TICKED = ["Purge", "Sweep"]
TICKS = [(name, tick) for name in TICKED for tick in properties(f"{name}Function")["Events"]]


@pytest.mark.promise(21)
@pytest.mark.parametrize(("name", "tick"), TICKS)
def test_a_tick_that_cannot_be_delivered_is_tried_again_and_then_kept(name: str, tick: str) -> None:
    stated = properties(f"{name}Function")["Events"][tick]["Properties"]
    assert stated["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": [f"{name}FailureQueue", "Arn"]}}
    assert stated["RetryPolicy"]["MaximumRetryAttempts"] > 0
    assert stated["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600  # then there is another tick


@pytest.mark.promise(21)
@pytest.mark.parametrize("name", TICKED)
def test_a_task_that_fails_is_tried_again_and_then_kept(name: str) -> None:
    stated = properties(f"{name}Function")["EventInvokeConfig"]
    assert stated["MaximumRetryAttempts"] == 2
    failed = stated["DestinationConfig"]["OnFailure"]
    assert failed == {"Type": "SQS", "Destination": {"Fn::GetAtt": [f"{name}FailureQueue", "Arn"]}}
    told = [s["Action"] for s in statements(f"{name}Role") if s["Sid"] == "FailureQueue"]
    assert told == ["sqs:SendMessage"]


@pytest.mark.promise(21)
def test_the_clock_purges_at_least_hourly_and_gives_notice_each_monday_and_each_day() -> None:
    rate = template()["Parameters"]["PurgeRate"]
    often = re.compile(rate["AllowedPattern"])
    assert rate["Default"] == "rate(1 hour)"
    assert often.fullmatch("rate(1 minute)")
    assert not often.fullmatch("rate(2 hours)")  # the alarm counts hours
    assert schedules("PurgeFunction") == {
        "Purge": {"Ref": "PurgeRate"},
        "Weekly": "cron(0 7 ? * MON *)",
        "LastDay": "cron(0 7 * * ? *)",
    }


def schedules(function: str) -> dict[str, Any]:
    events = properties(function)["Events"]
    return {tick: stated["Properties"]["Schedule"] for tick, stated in events.items()}


@pytest.mark.promise(21)
def test_requests_are_looked_after_every_five_minutes_and_groups_every_fifteen() -> None:
    assert schedules("SweepFunction") == {"Requests": "rate(5 minutes)", "Groups": "rate(15 minutes)"}


@pytest.mark.promise(21)
@pytest.mark.parametrize("name", TICKED)
def test_only_rules_of_this_stack_write_to_the_queue_of_what_the_clock_does(name: str) -> None:
    stated = properties(f"{name}FailureQueue")
    assert stated["SqsManagedSseEnabled"] is True
    assert stated["MessageRetentionPeriod"] == 14 * 24 * 3600
    (statement,) = properties(f"{name}FailureQueuePolicy")["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    assert "rule/${AWS::StackName}-*" in str(statement["Condition"]["ArnLike"]["aws:SourceArn"])


@pytest.mark.promise(21)
@pytest.mark.parametrize(
    ("name", "metric", "hours"), [("Purge", "UsersLeft", 6), ("Sweep", "RequestsLeft", 1)]
)
def test_somebody_learns_that_work_is_left_over_and_that_nobody_does_it(
    name: str, metric: str, hours: int
) -> None:
    stated = properties(f"{name}LateAlarm")
    assert (stated["MetricName"], stated["Statistic"], stated["Threshold"]) == (metric, "Minimum", 1)
    assert stated["Period"] * stated["EvaluationPeriods"] == hours * 3600
    assert stated["TreatMissingData"] == "missing"
    assert stated["InsufficientDataActions"] == stated["AlarmActions"]
    settings = properties(f"{name}Function")["Environment"]["Variables"]
    assert stated["Namespace"] == settings["POWERTOOLS_METRICS_NAMESPACE"]
    assert stated["Dimensions"] == [{"Name": "service", "Value": settings["POWERTOOLS_SERVICE_NAME"]}]


@pytest.mark.parametrize(
    ("function", "to_spare"), [("PurgeFunction", purge.TO_SPARE), ("SweepFunction", sweep.TO_SPARE)]
)
def test_what_the_clock_does_stops_by_itself_before_it_is_cut_off(function: str, to_spare: float) -> None:
    assert properties(function)["Timeout"] > 5 * to_spare


def test_a_sweep_has_ended_when_the_next_one_begins() -> None:
    assert properties("SweepFunction")["Timeout"] < 5 * 60


@pytest.mark.promise(21)
@pytest.mark.parametrize("queue", resources("AWS::SQS::Queue"))
def test_every_queue_is_watched(queue: str) -> None:
    name = {"Fn::GetAtt": [queue, "QueueName"]}
    (watched,) = [
        alarm["Properties"]
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"].get("Dimensions") == [{"Name": "QueueName", "Value": name}]
    ]
    assert watched["MetricName"] == "ApproximateNumberOfMessagesVisible"
    assert watched["Threshold"] == 1


@pytest.mark.promise(21)
def test_the_failure_queue_is_kept_and_encrypted() -> None:
    stated = properties("FailureQueue")
    assert stated["KmsMasterKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
    assert stated["MessageRetentionPeriod"] == 14 * 24 * 3600


@pytest.mark.promise(21)
def test_somebody_learns_that_requests_wait() -> None:
    (late,) = [
        alarm["Properties"]
        for alarm in resources("AWS::CloudWatch::Alarm").values()
        if alarm["Properties"]["MetricName"] == "IteratorAge"
    ]
    assert late["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "WorkerFunction"}}]


@pytest.mark.promise(21)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_what_a_function_logs_as_an_error_alarms(function: str) -> None:
    group = properties(function)["LoggingConfig"]["LogGroup"]
    (counted,) = [
        each["Properties"]["MetricTransformations"][0]["MetricName"]
        for each in resources("AWS::Logs::MetricFilter").values()
        if each["Properties"]["LogGroupName"] == group
    ]
    alarms = resources("AWS::CloudWatch::Alarm").values()
    assert counted in [alarm["Properties"]["MetricName"] for alarm in alarms]


@pytest.mark.promise(21)
@pytest.mark.parametrize("alarm", resources("AWS::CloudWatch::Alarm"))
def test_an_alarm_tells_someone_when_a_topic_is_given(alarm: str) -> None:
    topic = {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]}
    assert properties(alarm)["AlarmActions"] == topic


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nothing_traces_in_the_answer_path(function: str) -> None:
    assert "Tracing" not in properties(function)
    assert "Tracing" not in template()["Globals"]["Function"]


def test_the_function_url_reaches_the_published_version_that_snapstart_froze() -> None:
    stated = properties("SlackFunction")
    assert stated["AutoPublishAlias"] == "live"
    assert stated["AutoPublishAliasAllProperties"] is True  # a changed setting is a new version
    assert stated["SnapStart"] == {"ApplyOn": "PublishedVersions"}
    assert stated["FunctionUrlConfig"]["AuthType"] == "NONE"


def test_no_resource_but_the_slack_function_is_public() -> None:
    public = [f for f in FUNCTIONS if "FunctionUrlConfig" in properties(f)]
    assert public == ["SlackFunction"]
