"""The types of Systems Manager: documents. Parameters are tested with the applications that use them."""

from __future__ import annotations

from typing import Any

from types_support import OTHER_TAGS, TAGS, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

SESSION = {"schemaVersion": "1.0", "sessionType": "Standard_Stream", "inputs": {"idleSessionTimeout": "15"}}
LONGER = {**SESSION, "inputs": {"idleSessionTimeout": "20"}}


def read_document(w: World, made: Created) -> dict[str, Any]:
    ssm, name = w.client("ssm"), made.physical_id
    found = ssm.get_document(Name=name)
    tags = ssm.list_tags_for_resource(ResourceType="Document", ResourceId=name)["TagList"]
    described = ssm.describe_document(Name=name)["Document"]
    return {**described, **found, "Tags": as_tags(tags)}


CASES = [
    Case(
        "AWS::SSM::Document",
        label="that gets versions",
        props=lambda w: {
            "Content": SESSION, "DocumentFormat": "JSON", "DocumentType": "Session", "Name": w.name("made"), "Tags": TAGS, "TargetType": "/AWS::EC2::Instance",
            "UpdateMethod": "NewVersion", "VersionName": "one",
        },
        read=reads(read_document),
        change=lambda w: {"Content": LONGER, "Tags": OTHER_TAGS, "VersionName": "two"},
        replace=lambda w: {"DocumentType": "Command", "Name": "other"},
        unread={"UpdateMethod": "it says how CloudFormation changes the document"},
        ref=r"made-\w+",
    ),
    Case(
        "AWS::SSM::Document",
        label="that is replaced",
        props=lambda w: {"Content": SESSION, "DocumentType": "Session"},
        read=reads(read_document),
        change=lambda w: {"Tags": TAGS},
        replace=lambda w: {"Content": LONGER, "VersionName": "two"},
        ref=r"stack-Thing-\w+",
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)
