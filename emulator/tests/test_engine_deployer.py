"""The order of operations, replacement and rollback, seen from a type that writes down what it is asked to do. No server."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from strongroom_emulator.cloudformation import plan as plans
from strongroom_emulator.cloudformation.deployer import NO_PARAMETERS, Deployer
from strongroom_emulator.cloudformation.plan import Plan, foresee_changes, make_plan
from strongroom_emulator.cloudformation.stack import Region, Stack
from strongroom_emulator.cloudformation.template import TemplateError
from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, registered, replace_if_changed, resource

KIND = "Strongroom::Test::Thing"
calls: list[str] = []
existing: dict[str, Props] = {}
numbers = itertools.count(1)

if KIND not in registered():

    @resource(KIND, level=Level.EXERCISED, name_property="Name")
    class Thing(Resource):
        """Identity is replaced, Value is changed in place, Fail names the operations that refuse."""

        handles = frozenset({"Name", "Identity", "Value", "Fail", "Needs"})
        ignores = {"Decoration": "nobody sees it"}

        def create(self, ctx: Context, props: Props) -> Created:
            physical_id = str(props.get("Name") or f"{ctx.logical_id}-{next(numbers)}")
            if "half" in props.get("Fail", []):
                ctx.made(physical_id)
                existing[physical_id] = props
            calls.append(f"create {ctx.logical_id}")
            if {"create", "half"} & set(props.get("Fail", [])):
                raise Refused("no room")
            existing[physical_id] = props
            return Created(physical_id, {"Value": str(props.get("Value"))})

        def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
            replace_if_changed(old, new, "Identity")
            calls.append(f"update {ctx.logical_id}")
            existing[physical_id] = new
            if "update" in new.get("Fail", []):
                raise Refused("won't change")
            return {"Value": str(new.get("Value"))}

        def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
            calls.append(f"delete {ctx.logical_id}")
            if "delete" in props.get("Fail", []):
                raise Refused("won't go")
            existing.pop(physical_id, None)


def thing(*, policy: dict[str, str] | None = None, **properties: Any) -> dict[str, Any]:
    return {"Type": KIND, "Properties": properties, **(policy or {})}


class World:
    """One region without a server."""

    def __init__(self) -> None:
        self.region = Region("123456789012", "eu-west-1")

    def plan(self, stack: Stack, resources: dict[str, Any], **sections: Any) -> Plan:
        return make_plan(self.region, stack, json.dumps({"Resources": resources, **sections}), {}, {})

    def create(self, resources: dict[str, Any], name: str = "S", *, rollback: bool = True, **sections: Any) -> Stack:
        stack = Stack(name, f"arn:{name}", "eu-west-1", "123456789012", "{}", {}, NO_PARAMETERS, {}, "REVIEW_IN_PROGRESS")
        plan = self.plan(stack, resources, **sections)
        self.region.stacks.append(stack)
        Deployer(self.region, stack).create(plan, rollback=rollback)
        return stack

    def update(self, stack: Stack, resources: dict[str, Any], *, rollback: bool = True, **sections: Any) -> None:
        calls.clear()
        Deployer(self.region, stack).update(self.plan(stack, resources, **sections), rollback=rollback)

    def delete(self, stack: Stack, *retain: str) -> None:
        calls.clear()
        Deployer(self.region, stack).delete(retain)


@pytest.fixture
def world() -> Iterator[World]:
    calls.clear()
    existing.clear()
    yield World()


def reasons(stack: Stack, status: str) -> list[str]:
    return [event.reason or "" for event in stack.events if event.status == status]


def exports(value: Any = {"Ref": "A"}) -> dict[str, Any]:
    return {"Outputs": {"Out": {"Value": value, "Export": {"Name": "shared"}}}}


def test_creates_in_order_and_deletes_in_reverse(world: World) -> None:
    stack = world.create({"A": thing(Needs={"Ref": "B"}), "B": thing(), "C": {**thing(), "DependsOn": "A"}})
    assert stack.status == "CREATE_COMPLETE"
    assert calls == ["create B", "create A", "create C"]
    world.delete(stack)
    assert calls == ["delete C", "delete A", "delete B"]
    assert (stack.status, existing) == ("DELETE_COMPLETE", {})


def test_a_failed_create_takes_back_what_it_made(world: World) -> None:
    stack = world.create({"A": thing(), "B": {**thing(Fail=["half"]), "DependsOn": "A"}, "C": {**thing(), "DependsOn": "B"}})
    assert stack.status == "ROLLBACK_COMPLETE"
    assert calls == ["create A", "create B", "delete B", "delete A"]
    assert (existing, stack.resources) == ({}, {})
    assert reasons(stack, "CREATE_FAILED") == ["no room"]
    assert reasons(stack, "ROLLBACK_IN_PROGRESS") == ["The following resource(s) failed to create: [B]. Rollback requested by user."]


def test_without_rollback_a_failed_create_stays_and_can_be_mended(world: World) -> None:
    stack = world.create({"A": thing(), "B": {**thing(Fail=["create"]), "DependsOn": "A"}}, rollback=False)
    assert (stack.status, list(stack.resources)) == ("CREATE_FAILED", ["A"])
    world.update(stack, {"A": thing(), "B": thing()})
    assert (stack.status, calls) == ("UPDATE_COMPLETE", ["create B"])


def test_only_what_changed_is_updated_and_in_place(world: World) -> None:
    stack = world.create({"A": thing(Value=1), "B": thing(Value=1), "C": thing(Value={"Fn::GetAtt": ["A", "Value"]})})
    before = {name: item.physical_id for name, item in stack.resources.items()}
    world.update(stack, {"A": thing(Value=2), "B": thing(Value=1), "C": thing(Value={"Fn::GetAtt": ["A", "Value"]})})
    assert calls == ["update A", "update C"]
    assert {name: item.physical_id for name, item in stack.resources.items()} == before
    assert stack.resources["C"].properties["Value"] == "2"


def test_a_replacement_is_made_first_and_the_old_one_deleted_last(world: World) -> None:
    stack = world.create({"A": thing(Identity=1), "B": thing(Value={"Ref": "A"})})
    old = stack.resources["A"].physical_id
    world.update(stack, {"A": thing(Identity=2), "B": thing(Value={"Ref": "A"})})
    assert calls == ["create A", "update B", "delete A"]
    assert stack.resources["A"].physical_id != old
    assert stack.resources["B"].properties["Value"] == stack.resources["A"].physical_id
    assert old not in existing


def test_a_named_resource_cannot_be_replaced_under_its_name(world: World) -> None:
    stack = world.create({"A": thing(Name="fixed", Identity=1)})
    world.update(stack, {"A": thing(Name="fixed", Identity=2)})
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "Rename fixed" in reasons(stack, "UPDATE_FAILED")[0]
    assert existing["fixed"]["Identity"] == 1


def test_removed_resources_go_after_the_update_in_reverse_order(world: World) -> None:
    stack = world.create({"A": thing(), "B": thing(Needs={"Ref": "A"}), "C": thing()})
    world.update(stack, {"C": thing(Value=2)})
    assert calls == ["update C", "delete B", "delete A"]
    assert list(stack.resources) == ["C"]


def test_a_failed_update_restores_everything(world: World) -> None:
    first = {"A": thing(Value=1), "B": thing(Identity=1), "D": {**thing(Value=1), "DependsOn": ["A", "B"]}, "Gone": thing()}
    stack = world.create(first, Outputs={"Out": {"Value": "1"}})
    physical = {name: item.physical_id for name, item in stack.resources.items()}
    world.update(
        stack,
        {"A": thing(Value=2), "B": thing(Identity=2), "New": thing(), "D": {**thing(Value=2, Fail=["update"]), "DependsOn": ["A", "B", "New"]}},
        Outputs={"Out": {"Value": "2"}},
    )
    assert stack.status == "UPDATE_ROLLBACK_COMPLETE"
    done, undone = calls[:4], calls[4:]
    assert done[3] == "update D" and set(done[:3]) == {"update A", "create B", "create New"}
    assert undone == ["update D", *({"create New": "delete New", "create B": "delete B", "update A": "update A"}[call] for call in reversed(done[:3]))]
    assert {name: item.physical_id for name, item in stack.resources.items()} == physical
    assert existing[physical["A"]] == {"Value": 1} and existing[physical["D"]] == {"Value": 1}
    assert set(existing) == set(physical.values())
    assert stack.outputs[0].value == "1"
    assert stack.template["Resources"] == first
    assert reasons(stack, "UPDATE_FAILED") == ["won't change"]
    world.update(stack, {**first, "A": thing(Value=3)}, Outputs={"Out": {"Value": "1"}})
    assert (stack.status, calls) == ("UPDATE_COMPLETE", ["update A"])


def test_what_cannot_be_put_back_is_told(world: World) -> None:
    stack = world.create({"A": thing()})
    world.update(stack, {"A": thing(), "New": thing(Fail=["delete"]), "Bad": {**thing(Fail=["create"]), "DependsOn": "New"}})
    assert stack.status == "UPDATE_ROLLBACK_FAILED"
    assert "[New]" in (stack.reason or "")


@pytest.mark.parametrize(("policy", "kept"), [("Delete", False), ("Retain", True), ("RetainExceptOnCreate", True)])
def test_deletion_policy_when_the_stack_goes(world: World, policy: str, kept: bool) -> None:
    stack = world.create({"A": thing(policy={"DeletionPolicy": policy})})
    world.delete(stack)
    assert stack.status == "DELETE_COMPLETE"
    assert bool(existing) is kept
    assert [event.status for event in stack.events if event.logical_id == "A"][-1] == ("DELETE_SKIPPED" if kept else "DELETE_COMPLETE")


@pytest.mark.parametrize(("policy", "kept"), [("Delete", False), ("Retain", True), ("RetainExceptOnCreate", False)])
def test_deletion_policy_when_a_creation_is_rolled_back(world: World, policy: str, kept: bool) -> None:
    world.create({"A": thing(policy={"DeletionPolicy": policy}), "B": {**thing(Fail=["create"]), "DependsOn": "A"}})
    assert bool(existing) is kept


@pytest.mark.parametrize(("policy", "kept"), [("Delete", False), ("Retain", True)])
def test_update_replace_policy(world: World, policy: str, kept: bool) -> None:
    stack = world.create({"A": thing(Identity=1, policy={"UpdateReplacePolicy": policy})})
    old = stack.resources["A"].physical_id
    world.update(stack, {"A": thing(Identity=2, policy={"UpdateReplacePolicy": policy})})
    assert (old in existing) is kept


def test_a_resource_that_will_not_go_keeps_what_it_needs(world: World) -> None:
    stack = world.create({"A": thing(), "B": thing(Needs={"Ref": "A"}, Fail=["delete"]), "C": thing()})
    world.delete(stack)
    assert stack.status == "DELETE_FAILED"
    assert set(stack.resources) == {"A", "B"}
    assert reasons(stack, "DELETE_FAILED")[0] == "won't go"
    world.delete(stack, "B")
    assert stack.status == "DELETE_COMPLETE"


def test_an_export_in_use_can_be_neither_removed_nor_changed_nor_deleted(world: World) -> None:
    exporter = world.create({"A": thing(Identity=1)}, "Exporter", **exports())
    importer = world.create({"B": thing(Value={"Fn::ImportValue": "shared"})}, "Importer")
    assert importer.resources["B"].properties["Value"] == exporter.resources["A"].physical_id
    world.update(exporter, {"A": thing(Identity=1, Value=2)})
    assert (exporter.status, exporter.reason) == ("UPDATE_ROLLBACK_COMPLETE", None)
    assert reasons(exporter, "UPDATE_ROLLBACK_IN_PROGRESS") == ["Export shared cannot be deleted as it is in use by Importer"]
    world.update(exporter, {"A": thing(Identity=2)}, **exports())
    assert reasons(exporter, "UPDATE_ROLLBACK_IN_PROGRESS")[-1] == "Export shared cannot be updated as it is in use by Importer"
    world.delete(exporter)
    assert (exporter.status, calls) == ("UPDATE_ROLLBACK_COMPLETE", [])
    assert exporter.reason == "Export shared cannot be deleted as it is in use by Importer"
    world.delete(importer)
    world.delete(exporter)
    assert exporter.status == "DELETE_COMPLETE"


def test_an_export_belongs_to_one_stack(world: World) -> None:
    world.create({"A": thing()}, "First", **exports())
    second = world.create({"A": thing()}, "Second", **exports())
    assert second.status == "ROLLBACK_COMPLETE"
    assert "already exported by stack First" in reasons(second, "ROLLBACK_IN_PROGRESS")[0]


def test_an_import_of_nothing_fails_the_resource(world: World) -> None:
    stack = world.create({"A": thing(Value={"Fn::ImportValue": "shared"})})
    assert (stack.status, reasons(stack, "CREATE_FAILED")) == ("ROLLBACK_COMPLETE", ["No export named shared found."])


def test_conditions_decide_what_exists(world: World) -> None:
    conditions = {"Conditions": {"No": {"Fn::Equals": ["a", "b"]}}}
    stack = world.create(
        {"A": {**thing(), "Condition": "No"}, "B": thing(Value={"Fn::If": ["No", {"Ref": "A"}, "else"]})},
        Outputs={"Out": {"Condition": "No", "Value": {"Ref": "A"}}},
        **conditions,
    )
    assert list(stack.resources) == ["B"] and stack.outputs == []
    assert stack.resources["B"].properties["Value"] == "else"


def test_ignored_properties_change_nothing(world: World) -> None:
    stack = world.create({"A": thing(Decoration="red")})
    world.update(stack, {"A": thing(Decoration="blue")})
    assert (stack.status, calls) == ("UPDATE_COMPLETE", [])


def test_every_fault_of_a_template_is_told_before_anything_is_made(world: World) -> None:
    with pytest.raises(TemplateError) as error:
        world.create({"A": thing(Colour=1), "B": {"Type": "AWS::Nowhere::Thing"}, "C": {**thing(Shape=1), "Condition": "No"}}, Conditions={"No": {"Fn::Equals": [1, 2]}})
    assert "A: property Colour of Strongroom::Test::Thing is not handled: add it to emulator/" in str(error.value)
    assert "B: resource type AWS::Nowhere::Thing is not emulated: add it to emulator/strongroom_emulator/types/nowhere.py" in str(error.value)
    assert "Shape" not in str(error.value)
    assert calls == []


def test_changes_are_foreseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "_zones", lambda region: ("a", "b"))
    stack = world.create({"A": thing(Value=1), "B": thing(Value={"Ref": "A"}), "Gone": thing()})
    plan = world.plan(stack, {"A": thing(Value=2, Fail=[]), "B": thing(Value={"Ref": "A"}), "New": thing(Value={"Fn::Select": [0, {"Fn::GetAZs": ""}]})})
    changes = {(change.action, change.logical_id): change.properties for change in foresee_changes(stack, plan, world.region)}
    assert changes == {("Modify", "A"): ("Fail", "Value"), ("Add", "New"): (), ("Remove", "Gone"): ()}


def test_a_fault_of_a_type_is_a_reason_and_not_a_crash(world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    broken: Callable[..., Created] = lambda self, ctx, props: {}["missing"]
    monkeypatch.setattr(type(registered()[KIND]), "create", broken)
    stack = world.create({"A": thing()})
    assert reasons(stack, "CREATE_FAILED") == ["the emulator failed: KeyError: 'missing'"]
    assert "Traceback" in capsys.readouterr().err
