"""Templates, parameters and intrinsic functions: pure, no server."""

from __future__ import annotations

from typing import Any

import pytest

from strongroom_emulator.cloudformation.intrinsics import NO_VALUE, Resolver
from strongroom_emulator.cloudformation.stack import StackResource
from strongroom_emulator.cloudformation.template import TemplateError, creation_order, dependencies, parse, read_parameters, references


def resource(physical_id: str, **attributes: Any) -> StackResource:
    return StackResource("Thing", "AWS::X::Y", physical_id, attributes, {}, (), "Delete", "Delete")


def import_value(name: str) -> str:
    if name != "shared":
        raise TemplateError(f"No export named {name} found.")
    return "imported"


def resolver(**template: Any) -> Resolver:
    parameters = {"AWS::Region": "eu-west-1", "AWS::Partition": "aws", "Name": "n", "List": ["a", "b"], "On": "true"}
    return Resolver(template, parameters, {"Thing": resource("thing-1", Arn="arn:thing", **{"Endpoint.Port": "1"})}, import_value, lambda region: [f"{region}a", f"{region}b"])


MAPPINGS = {"Sizes": {"eu-west-1": {"small": "s"}}}
CONDITIONS = {"Yes": {"Fn::Equals": [{"Ref": "On"}, True]}, "No": {"Fn::Not": [{"Condition": "Yes"}]}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Thing"}, "thing-1"),
        ({"Ref": "List"}, ["a", "b"]),
        ({"Fn::GetAtt": ["Thing", "Arn"]}, "arn:thing"),
        ({"Fn::GetAtt": "Thing.Endpoint.Port"}, "1"),
        ({"Fn::Sub": "${Thing}/${Thing.Arn}/${AWS::Region}/${!Literal}"}, "thing-1/arn:thing/eu-west-1/${Literal}"),
        ({"Fn::Sub": ["${x}-${Name}", {"x": {"Ref": "Thing"}}]}, "thing-1-n"),
        ({"Fn::Join": [",", ["a", {"Ref": "Name"}, 3, True]]}, "a,n,3,true"),
        ({"Fn::Join": [",", {"Ref": "List"}]}, "a,b"),
        ({"Fn::Select": ["1", {"Fn::Split": [":", "a:b:c"]}]}, "b"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "eu-west-1a"),
        ({"Fn::GetAZs": "us-east-1"}, ["us-east-1a", "us-east-1b"]),
        ({"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "small"]}, "s"),
        ({"Fn::FindInMap": ["Sizes", "nowhere", "small", {"DefaultValue": "d"}]}, "d"),
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, ["10.0.0.0/24", "10.0.1.0/24"]),
        ({"Fn::Base64": {"Ref": "Name"}}, "bg=="),
        ({"Fn::ImportValue": "shared"}, "imported"),
        ({"Fn::If": ["Yes", "on", "off"]}, "on"),
        ({"Fn::If": ["No", "on", {"Fn::If": ["Yes", "inner", "x"]}]}, "inner"),
        ({"a": {"Ref": "AWS::NoValue"}, "b": 1}, {"b": 1}),
        ([1, {"Ref": "AWS::NoValue"}], [1]),
        ({"a": {"Fn::If": ["No", 1, {"Ref": "AWS::NoValue"}]}}, {}),
        ({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}, {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}),
    ],
)
def test_resolves(value: Any, expected: Any) -> None:
    assert resolver(Mappings=MAPPINGS, Conditions=CONDITIONS).resolve(value) == expected


def test_no_value_alone_is_no_value() -> None:
    assert resolver().resolve({"Ref": "AWS::NoValue"}) is NO_VALUE


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Ref": "Nobody"}, "unresolved reference Nobody"),
        ({"Fn::GetAtt": ["Thing", "Nothing"]}, "Thing (AWS::X::Y) does not support attribute type Nothing"),
        ({"Fn::GetAtt": ["Nobody", "Arn"]}, "undefined resource Nobody"),
        ({"Fn::Select": [5, ["a"]]}, "nonexistent value at index 5"),
        ({"Fn::FindInMap": ["Sizes", "x", "y"]}, "Unable to get mapping for Sizes::x::y"),
        ({"Fn::Cidr": ["10.0.0.0/30", 99, 1]}, "has no room for 99 blocks"),
        ({"Fn::ImportValue": "private"}, "No export named private found."),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, "Fn::Transform is not emulated: macros"),
        ({"Fn::Length": [1]}, "Fn::Length is not emulated"),
        ({"Fn::Join": ["only"]}, "Fn::Join takes a list of 2"),
        ({"Fn::If": ["Unknown", 1, 2]}, "unresolved condition dependency Unknown"),
    ],
)
def test_refuses_to_resolve(value: Any, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        resolver(Mappings=MAPPINGS).resolve(value)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"Fn::And": [{"Condition": "Yes"}, {"Fn::Equals": ["a", "a"]}]}, True),
        ({"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]}, False),
        ({"Fn::Or": [{"Condition": "No"}, {"Condition": "Yes"}]}, True),
        ({"Fn::Not": [{"Condition": "Yes"}]}, False),
        ({"Fn::Contains": [["1", "2"], "2"]}, True),
        ({"Fn::Equals": [1, "1"]}, True),
        ({"Fn::Equals": [{"Ref": "List"}, ["a", "b"]]}, True),
    ],
)
def test_conditions(condition: Any, expected: bool) -> None:
    assert resolver(Conditions=CONDITIONS).holds(condition) is expected


def test_a_rule_that_does_not_hold_is_told_with_its_description() -> None:
    rule = {"Assertions": [{"Assert": {"Fn::Not": [{"Fn::Contains": [["1", "n"], {"Ref": "Name"}]}]}, "AssertDescription": "bootstrap again"}]}
    with pytest.raises(TemplateError, match="bootstrap again"):
        resolver(Rules={"Check": rule}).check_rules()


def test_yaml_short_forms_and_dates() -> None:
    template = parse(
        "Resources:\n  A:\n    Type: AWS::X::Y\n    Properties:\n      Version: 2012-10-17\n      Arn: !GetAtt B.Arn.x\n"
        "      Name: !Sub\n        - '${p}-x'\n        - p: !Ref P\n      Choice: !If [C, !Ref P, !Ref 'AWS::NoValue']\n"
    )
    assert template["Resources"]["A"]["Properties"] == {
        "Version": "2012-10-17",
        "Arn": {"Fn::GetAtt": ["B", "Arn.x"]},
        "Name": {"Fn::Sub": ["${p}-x", {"p": {"Ref": "P"}}]},
        "Choice": {"Fn::If": ["C", {"Ref": "P"}, {"Ref": "AWS::NoValue"}]},
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("{", "not well-formed"),
        ("[]", "a template is an object"),
        ("{}", "at least one Resources member"),
        ('{"Resources": {"A": {}}}', "[/Resources/A] every resource must have a Type"),
        ('{"Transform": "AWS::Serverless-2016-10-31", "Resources": {"A": {"Type": "X"}}}', "macros and SAM can't be deployed locally"),
        ('{"Resources": {"Fn::ForEach::X": {"Type": "X"}}}', "Fn::ForEach::X is not emulated"),
        ('{"Resorces": {}, "Resources": {"A": {"Type": "X"}}}', "invalid template property Resorces"),
    ],
)
def test_refuses_to_parse(body: str, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        parse(body)
    assert message in str(error.value)


def test_parameters_are_typed_and_looked_up() -> None:
    template = {
        "Parameters": {
            "Version": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk/version"},
            "Subnets": {"Type": "List<AWS::EC2::Subnet::Id>"},
            "Count": {"Type": "Number", "Default": 2},
            "Secret": {"Type": "String", "NoEcho": True, "Default": "s"},
        }
    }
    read = read_parameters(template, {"Subnets": "a, b"}, {"/cdk/version": "28"}.get)
    assert read.resolved == {"Version": "28", "Subnets": ["a", "b"], "Count": "2", "Secret": "s"}
    assert read.given["Version"] == "/cdk/version"
    assert read.hidden == {"Secret"}


def test_all_wrong_parameters_are_told_at_once() -> None:
    template = {
        "Parameters": {
            "Needed": {"Type": "String"},
            "Choice": {"Type": "String", "AllowedValues": ["a", "b"], "Default": "c"},
            "Shape": {"Type": "String", "AllowedPattern": "[a-z]+", "Default": "A1"},
            "Many": {"Type": "Number", "Default": "x"},
            "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/none"},
        }
    }
    with pytest.raises(TemplateError) as error:
        read_parameters(template, {"Unknown": "1"}, lambda name: None)
    for part in ("[Unknown] do not exist", "[Needed] must have values", "'c' is not one of", "'A1' does not match", "'x' is not a number", "[/none] from parameter store"):
        assert part in str(error.value)


def test_references_are_found_wherever_they_hide() -> None:
    value = {"a": [{"Ref": "A"}, {"Fn::GetAtt": "B.Arn"}], "b": {"Fn::Sub": ["${C.Arn}${own}${!D}", {"own": {"Ref": "E"}}]}, "c": {"Fn::GetAtt": ["F", "x"]}}
    assert set(references(value)) == {"A", "B", "C", "E", "F"}


def test_order_follows_references_and_depends_on() -> None:
    active = {
        "Policy": {"Properties": {"Bucket": {"Ref": "Bucket"}}, "DependsOn": ["Role", "Absent"]},
        "Bucket": {"Properties": {"Key": {"Fn::GetAtt": ["Key", "Arn"]}}},
        "Key": {},
        "Role": {},
    }
    needs = dependencies(active, {*active, "Absent"}, {"AWS::Region"})
    order = creation_order(needs)
    assert needs["Policy"] == ["Bucket", "Role"]
    assert order.index("Key") < order.index("Bucket") < order.index("Policy") > order.index("Role")


def test_reading_a_resource_that_is_not_to_exist_is_an_error() -> None:
    with pytest.raises(TemplateError, match=r"Unresolved resource dependencies \[Absent, Typo\]"):
        dependencies({"A": {"Properties": {"x": {"Ref": "Absent"}, "y": {"Ref": "Typo"}}}}, {"A", "Absent"}, set())


def test_circles_are_refused() -> None:
    with pytest.raises(TemplateError, match="Circular dependency"):
        creation_order({"A": ["B"], "B": ["A"]})
