"""The real CDK CLI against the emulator: bootstrap, deploy both ways, diff, a failed deployment, destroy."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, NODE_MODULES, REGION, Emulator, Stack

APP = """
const cdk = require('aws-cdk-lib/core');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');
const ec2 = require('aws-cdk-lib/aws-ec2');
const kms = require('aws-cdk-lib/aws-kms');
const lambda = require('aws-cdk-lib/aws-lambda');
const s3 = require('aws-cdk-lib/aws-s3');

const removalPolicy = cdk.RemovalPolicy.DESTROY;
const changed = process.env.VARIANT === 'changed';
const app = new cdk.App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const data = new cdk.Stack(app, 'CliData', { env });
const key = new kms.Key(data, 'Key', { removalPolicy, description: changed ? 'second' : 'first' });
const bucket = new s3.Bucket(data, 'Bucket', { removalPolicy, encryptionKey: key, enforceSSL: true });
const table = new dynamodb.Table(data, 'Table', {
  removalPolicy, partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, timeToLiveAttribute: changed ? 'expires' : undefined,
});
new cdk.CfnOutput(data, 'TableName', { value: table.tableName });
new cdk.CfnOutput(data, 'BucketName', { value: bucket.bucketName });

const compute = new cdk.Stack(app, 'CliCompute', { env });
new ec2.Vpc(compute, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: true });
const fn = new lambda.Function(compute, 'Fn', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'), environment: { TABLE: table.tableName },
});
table.grantReadWriteData(fn);
if (process.env.VARIANT === 'broken') {
  new cdk.CfnResource(compute, 'Broken', { type: 'AWS::SSM::Parameter', properties: { Type: 'Nonsense', Value: 'x' } });
}
new cdk.CfnOutput(compute, 'FunctionName', { value: fn.functionName });
"""
HANDLER = """
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
exports.handler = () => new DynamoDBClient({}).send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: '1' } } }));
"""


class Cli:
    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.folder, self.emulator = folder, emulator
        assert (NODE_MODULES / ".bin" / "cdk").exists(), f"no CDK CLI in {NODE_MODULES}: run npm ci first"
        (folder / "node_modules").symlink_to(NODE_MODULES, target_is_directory=True)
        (folder / "lambda").mkdir()
        (folder / "lambda" / "index.js").write_text(HANDLER)
        (folder / "app.js").write_text(APP)
        (folder / "cdk.json").write_text(json.dumps({"app": "node app.js"}))

    def run(self, *arguments: str, variant: str = "", fails: bool = False) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "AWS_ENDPOINT_URL": self.emulator.endpoint,
            "AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION": f"https://s3.{REGION}.amazonaws.com",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_SESSION_TOKEN": "testing",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "CDK_DEFAULT_ACCOUNT": ACCOUNT,
            "CDK_DEFAULT_REGION": REGION,
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "CDK_VALIDATION": "false",
            "VARIANT": variant,
        }
        command = [str(NODE_MODULES / ".bin" / "cdk"), *arguments, "--ci", "--no-notices"]
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=35)  # an answer that the CLI retries takes it 40 s
        output = done.stdout + done.stderr
        assert (done.returncode != 0) is fails, output
        return output


def test_a_whole_life_through_the_cli(emulator: Emulator, tmp_path: Path) -> None:
    cli = Cli(tmp_path, emulator)
    dynamodb, everything = emulator.client("dynamodb"), ("--all", "--require-approval", "never")
    cli.run("bootstrap", f"aws://{ACCOUNT}/{REGION}")
    assert Stack(emulator, "CDKToolkit").status == "CREATE_COMPLETE"

    cli.run("deploy", *everything, "--method=direct", "--outputs-file", "outputs.json")
    outputs = json.loads((tmp_path / "outputs.json").read_text())
    table = outputs["CliData"]["TableName"]
    answer = emulator.client("lambda").invoke(FunctionName=outputs["CliCompute"]["FunctionName"])
    assert "FunctionError" not in answer, answer["Payload"].read()
    assert dynamodb.scan(TableName=table)["Items"] == [{"id": {"S": "1"}}]
    group = emulator.client("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [Stack(emulator, "CliCompute").physical_ids["Vpc8378EB38"]]}])
    assert group["SecurityGroups"][0]["IpPermissionsEgress"] == []

    difference = cli.run("diff", variant="changed")
    assert "AWS::DynamoDB::Table" in difference and "TimeToLiveSpecification" in difference and "AWS::EC2" not in difference

    since = emulator.ask("/strongroom/journal")["last"]
    cli.run("deploy", *everything, variant="changed")
    done = emulator.ask(f"/strongroom/journal?since={since}")["stacks"]
    assert {stack: {(entry["operation"], entry["type"]) for entry in entries} for stack, entries in done.items()} == {
        "CliData": {("update", "AWS::DynamoDB::Table"), ("update", "AWS::KMS::Key")}
    }
    assert dynamodb.scan(TableName=table)["Count"] == 1

    failure = cli.run("deploy", "CliCompute", *everything[1:], "--method=direct", variant="broken", fails=True)
    assert "Nonsense" in failure
    assert Stack(emulator, "CliCompute").status == "UPDATE_ROLLBACK_COMPLETE"

    assert "in use by CliCompute" in cli.run("destroy", "CliData", "--exclusively", "--force", fails=True)
    cli.run("destroy", "--all", "--force")
    for stack in ("CliData", "CliCompute"):
        with pytest.raises(ClientError, match="does not exist"):
            emulator.client("cloudformation").describe_stacks(StackName=stack)
    assert table not in dynamodb.list_tables()["TableNames"]
