"""One life of a resource type, told as a table: made, read back through the service's API, changed in place, replaced, deleted.

    CASES = [Case("AWS::SNS::Topic", props=..., read=..., ...)]
    life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError

import strongroom_emulator.types  # noqa: F401  registers every type
from strongroom_emulator.resource import Context, Created, Props, Refused, Replace, client, registered, set_endpoint
from strongroom_emulator.types.s3 import control_client

REGION, ACCOUNT = "eu-west-1", "123456789012"
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "*", "Resource": "*"}]}
ALLOW_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
ALLOW_LESS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}]}
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
TAGS = [{"Key": "owner", "Value": "platform"}, {"Key": "stage", "Value": "test"}]
OTHER_TAGS = [{"Key": "owner", "Value": "security"}, {"Key": "cost", "Value": "1"}]


class World:
    """A region with what a resource needs around it; each thing is made once, when first asked for, for one test."""

    def __init__(self) -> None:
        self.suffix = uuid.uuid4().hex[:8]

    def client(self, service: str, region: str = REGION) -> Any:
        found = client(service, region)
        return control_client(found) if service == "s3control" else found

    def name(self, base: str) -> str:
        return f"{base}-{self.suffix}"

    def context(self, props: Props, name_property: str | None, logical_id: str = "Thing") -> Context:
        given = props.get(name_property) if name_property else None
        name = given or f"stack-{logical_id}-{uuid.uuid4().hex[:12].upper()}"
        return Context(REGION, ACCOUNT, "stack", logical_id, name, stack_id=f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/stack/1")

    def make(self, type_name: str, props: Props, logical_id: str = "Thing") -> Created:
        found = registered()[type_name]
        return found.create(self.context(props, found.name_property, logical_id), props)

    @cached_property
    def key(self) -> str:
        return self.client("kms").create_key()["KeyMetadata"]["Arn"]

    @cached_property
    def other_key(self) -> str:
        return self.client("kms").create_key()["KeyMetadata"]["Arn"]

    @cached_property
    def role(self) -> str:
        return self.client("iam").create_role(RoleName=self.name("role"), AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]

    @cached_property
    def other_role(self) -> str:
        return self.client("iam").create_role(RoleName=self.name("other-role"), AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]

    @cached_property
    def bucket(self) -> str:
        return self._bucket(self.name("bucket"))

    @cached_property
    def other_bucket(self) -> str:
        return self._bucket(self.name("other-bucket"))

    def _bucket(self, name: str) -> str:
        self.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return name

    @cached_property
    def topic(self) -> str:
        return self.client("sns").create_topic(Name=self.name("topic"))["TopicArn"]

    @cached_property
    def other_topic(self) -> str:
        return self.client("sns").create_topic(Name=self.name("other-topic"))["TopicArn"]

    @cached_property
    def queue_url(self) -> str:
        return self.client("sqs").create_queue(QueueName=self.name("queue"))["QueueUrl"]

    @cached_property
    def queue(self) -> str:
        return self.client("sqs").get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    @cached_property
    def log_group(self) -> str:
        name = self.name("log-group")
        self.client("logs").create_log_group(logGroupName=name)
        return name

    @cached_property
    def function(self) -> str:
        return self.make("AWS::Lambda::Function", {
            "FunctionName": self.name("function"), "Role": self.role, "Runtime": "nodejs22.x", "Handler": "index.handler",
            "Code": {"ZipFile": "exports.handler = async () => 1"},
        }).physical_id  # fmt: skip

    @cached_property
    def vpc(self) -> str:
        return self.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    @cached_property
    def subnet(self) -> str:
        return self._subnet("10.0.0.0/24", "a")

    @cached_property
    def other_subnet(self) -> str:
        return self._subnet("10.0.1.0/24", "b")

    def _subnet(self, block: str, zone: str) -> str:
        return self.client("ec2").create_subnet(VpcId=self.vpc, CidrBlock=block, AvailabilityZone=f"{REGION}{zone}")["Subnet"]["SubnetId"]

    @cached_property
    def group(self) -> str:
        return self.client("ec2").create_security_group(GroupName=self.name("group"), Description="d", VpcId=self.vpc)["GroupId"]

    @cached_property
    def other_group(self) -> str:
        return self.client("ec2").create_security_group(GroupName=self.name("other-group"), Description="d", VpcId=self.vpc)["GroupId"]

    @cached_property
    def table(self) -> str:
        return self._route_table()

    @cached_property
    def other_table(self) -> str:
        return self._route_table()

    def _route_table(self) -> str:
        return self.client("ec2").create_route_table(VpcId=self.vpc)["RouteTable"]["RouteTableId"]


class PaperWorld(World):
    """A world that makes nothing: for asking which properties a case sets."""

    def client(self, service: str, region: str = REGION) -> Any:
        return MagicMock()

    def make(self, type_name: str, props: Props, logical_id: str = "Thing") -> Created:
        return Created("made", MagicMock())


Read = Callable[[World, Created, Props], Mapping[str, Any]]


@dataclass
class Case:
    """
    props       what to make
    read        the same properties, read back through the service's API, in CloudFormation's shape
    change      properties to change in place; None takes one away
    changed     what `read` then gives, where that is not the new value (a default that came back)
    refuse      one new value for each property that can't change and whose change is no replacement either
    replace     one new value for each property whose change means replacement
    attributes  Fn::GetAtt values, as regular expressions
    ref         the physical id, as a regular expression
    unread      handled properties that no call gives back, each with the reason
    gone        whether nothing is left; by default, that `read` finds nothing
    """

    type: str
    props: Callable[[World], Props]
    read: Read = lambda world, made, props: {}
    change: Callable[[World], Props] = lambda world: {}
    changed: Props = field(default_factory=dict)
    replace: Callable[[World], Props] = lambda world: {}
    refuse: Callable[[World], Props] = lambda world: {}
    attributes: Mapping[str, str] = field(default_factory=dict)
    ref: str = ".+"
    unread: Mapping[str, str] = field(default_factory=dict)
    gone: Callable[[World, Created, Props], bool] | None = None
    label: str = ""

    def has(self, test: str) -> bool:
        """Whether there is anything for a test of a life to do: a type may have no property that means replacement, or none that changes in place."""
        said = {"test_replaced": ("replace", "refuse"), "test_changed_in_place": ("change",)}.get(test)
        return said is None or any(getattr(self, name) is not getattr(Case, name) for name in said)

    @property
    def id(self) -> str:
        return f"{self.type}{f' ({self.label})' if self.label else ''}"


@dataclass
class Life:
    """A resource being tested."""

    case: Case
    world: World

    def __post_init__(self) -> None:
        self.resource = registered()[self.case.type]
        self.props = self.case.props(self.world)
        self.context = self.world.context(self.props, self.resource.name_property)
        self.made = self.resource.create(self.context, self.props)

    def assert_holds(self, expected: Props) -> None:
        found = self.case.read(self.world, self.made, self.props)
        for name, value in expected.items():
            if name in self.case.unread or name in self.resource.ignores:
                continue
            assert name in found, f"{name} is not read back"
            assert contains(plain(found[name]), plain(value)), f"{name}: made {plain(value)!r}, found {plain(found[name])!r}"

    def delete(self) -> None:
        self.resource.delete(self.context, self.made.physical_id, self.props)


def plain(value: Any) -> Any:
    """Without CloudFormation's and the APIs' looseness: JSON is parsed, scalars are text, tags and other unordered lists are sorted."""
    if isinstance(value, str) and value[:1] in "{[" and value[1:]:
        try:
            return plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, (list, tuple, set)):
        return sorted((plain(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


def contains(found: Any, expected: Any) -> bool:
    """Whether everything expected is there; a service may add defaults of its own."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(name in found and contains(found[name], each) for name, each in expected.items())
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(any(contains(have, each) for have in found) for each in expected)
    return bool(found == expected)


def as_tags(found: Any) -> list[dict[str, str]]:
    """Tags as CloudFormation lists them, from a map or from pairs in any spelling."""
    if isinstance(found, Mapping):
        return [{"Key": name, "Value": value} for name, value in found.items()]
    return [{"Key": tag.get("Key", tag.get("key", tag.get("TagKey"))), "Value": tag.get("Value", tag.get("value", tag.get("TagValue")))} for tag in found]


def reads(function: Callable[[World, Created], Mapping[str, Any]]) -> Read:
    """A reading that needs no properties."""
    return lambda world, made, props: function(world, made)


def lives(cases: list[Case]) -> tuple[Callable[..., Any], ...]:
    """A table's life fixture and the four tests of each life, in the order they are lived; each also stands alone."""

    @pytest.fixture(scope="module", params=cases, ids=[case.id for case in cases])
    def life(request: Any, emulator: Any) -> Life:
        connect(emulator.endpoint)
        return Life(request.param, World())

    def test_made(life: Life) -> None:
        life.assert_holds(life.props)
        assert re.fullmatch(life.case.ref, life.made.physical_id), life.made.physical_id
        for name, pattern in life.case.attributes.items():
            given = life.made.attributes[name]
            value = given() if callable(given) else given
            assert re.fullmatch(pattern, value if isinstance(value, str) else json.dumps(value)), f"{name}: {value!r} is not {pattern}"

    def test_replaced(life: Life) -> None:
        fixed = {Replace: life.case.replace(life.world), Refused: life.case.refuse(life.world)}
        assert any(fixed.values())
        for outcome, changes in fixed.items():
            for name, value in changes.items():
                with pytest.raises(outcome):
                    life.resource.update(life.context, life.made.physical_id, life.props, {**life.props, name: value})
                    pytest.fail(f"a change of {name} was taken in place")

    def test_changed_in_place(life: Life) -> None:
        change = life.case.change(life.world)
        assert change
        new = {name: value for name, value in {**life.props, **change}.items() if value is not None}
        attributes = life.resource.update(life.context, life.made.physical_id, life.props, new)
        assert attributes.keys() == life.made.attributes.keys()
        life.props = new
        life.assert_holds({**{name: value for name, value in new.items() if name not in life.case.changed}, **life.case.changed})

    def test_deleted(life: Life) -> None:
        life.delete()
        if life.case.gone:
            assert life.case.gone(life.world, life.made, life.props)
        elif life.resource.level.value != "inert":
            with pytest.raises((ClientError, LookupError, StopIteration)):
                life.case.read(life.world, life.made, life.props)
        life.delete()

    return life, test_made, test_replaced, test_changed_in_place, test_deleted


@lru_cache(maxsize=1)
def connect(endpoint: str) -> None:
    """Point the types at the emulator; once, for clients are kept until the endpoint changes."""
    set_endpoint(endpoint)


@pytest.fixture
def world(emulator: Any) -> World:
    connect(emulator.endpoint)
    return World()


