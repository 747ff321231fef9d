#!/usr/bin/env bash
# DynamoDB Local 1.25.1: the consumed capacity of TransactWriteItems says nothing of what AWS would charge.
#
# One would bet: with ReturnConsumedCapacity the engine that AWS publishes counts as its service does. A
# transactional write costs 2 write units for each begun kilobyte of each item ("DynamoDB read and write
# operations"): ten small items 20 units, one small item 2.
# It does not: one small item costs 4 and ten equal actions cost 4 together, updates of ten different items
# among them; an item of 1.5 KB costs 8 instead of 4. A plain PutItem is counted right, at 1 and 2. A budget of
# write units that is measured on it passes whatever a transaction writes: count the items and their sizes.
# Needs Java 17 and npm. The engine is taken from an npm package that holds AWS's files as they are.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.44.5
(cd "$work" && npm pack --silent amplify-dynamodb-simulator@2.9.30 >packed && tar -xzf "$(cat packed)")

# Its own main class listens on every address: the same server, on loopback.
cat >"$work/server.xml" <<'XML'
<!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://www.eclipse.org/jetty/configure_9_3.dtd">
<Configure class="org.eclipse.jetty.server.Server">
  <Arg><New class="java.net.InetSocketAddress">
    <Arg type="java.lang.String">127.0.0.1</Arg><Arg type="int"><Property name="port"/></Arg>
  </New></Arg>
  <Set name="handler">
    <New class="com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler">
      <Arg><New class="com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler">
        <Arg type="int">0</Arg><Arg type="boolean">true</Arg><Arg/>
        <Arg type="boolean">false</Arg><Arg type="boolean">false</Arg>
      </New></Arg>
      <Arg/>
    </New>
  </Set>
</Configure>
XML

cat >"$work/try.py" <<'PYTHON'
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

work = Path(sys.argv[1])
engine = work / "package" / "emulator"
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = subprocess.Popen(
    [
        "java",
        f"-Djava.library.path={engine / 'DynamoDBLocal_lib'}",
        "-cp",
        f"{engine / 'DynamoDBLocal.jar'}:{engine / 'DynamoDBLocal_lib'}/*",
        "org.eclipse.jetty.xml.XmlConfiguration",
        str(work / "server.xml"),
        f"port={port}",
    ],
    cwd=engine,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
try:
    dynamodb = boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="eu-west-1",
        aws_access_key_id="sandbox",
        aws_secret_access_key="sandbox",
        config=Config(retries={"total_max_attempts": 1}),
    )
    for _ in range(120):
        try:
            dynamodb.list_tables()
            break
        except (EndpointConnectionError, ClientError):
            time.sleep(0.5)
    dynamodb.create_table(
        TableName="items",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )

    def item(name: str, size: int) -> dict:
        return {"pk": {"S": name}, "text": {"S": "x" * size}}

    def put(name: str, size: int = 10) -> dict:
        return {"Put": {"TableName": "items", "Item": item(name, size)}}

    def update(name: str) -> dict:
        return {
            "Update": {
                "TableName": "items",
                "Key": {"pk": {"S": name}},
                "UpdateExpression": "ADD held :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            }
        }

    def consumed(actions: list[dict]) -> float:
        answer = dynamodb.transact_write_items(TransactItems=actions, ReturnConsumedCapacity="TOTAL")
        return sum(each["CapacityUnits"] for each in answer["ConsumedCapacity"])

    def of_one_put(size: int) -> float:
        answer = dynamodb.put_item(TableName="items", Item=item("plain", size), ReturnConsumedCapacity="TOTAL")
        return answer["ConsumedCapacity"]["CapacityUnits"]

    seen = {
        "1 put of 20 bytes (2 in AWS)": consumed([put("one")]),
        "2 puts of 20 bytes (4)": consumed([put("first"), put("second")]),
        "10 updates of 10 items (20)": consumed([update(f"seat-{number}") for number in range(10)]),
        "1 put of 1.5 KB (4)": consumed([put("large", 1_500)]),
        "2 puts of 1.5 KB (8)": consumed([put("large-1", 1_500), put("large-2", 1_500)]),
        "PutItem of 20 bytes (1)": of_one_put(10),
        "PutItem of 1.5 KB (2)": of_one_put(1_500),
    }
finally:
    server.terminate()
    server.wait(30)
print("DynamoDB Local 1.25.1, in amplify-dynamodb-simulator 2.9.30")
for what, units in seen.items():
    print(f"{what}: {units:g}")
if list(seen.values()) != [4, 4, 4, 8, 8, 1, 2]:
    sys.exit("DynamoDB Local counts otherwise now")
PYTHON
"$work/venv/bin/python" "$work/try.py" "$work"
