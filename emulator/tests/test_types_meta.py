"""What holds for every type: it has a case, each property it handles is set in one and read back, each it ignores says why."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from types_support import Case, PaperWorld

from strongroom_emulator.resource import Level, registered

MODULES = sorted(path.stem for path in Path(__file__).parent.glob("test_types_*.py") if path.stem != Path(__file__).stem)
CASES: list[Case] = [case for module in MODULES for case in import_module(module).CASES]
TYPES = sorted(name for name in registered() if name.startswith("AWS::"))


def cases_of(type_name: str) -> list[Case]:
    return [case for case in CASES if case.type == type_name]


@pytest.mark.parametrize("type_name", TYPES)
def test_every_type_has_a_case(type_name: str) -> None:
    assert cases_of(type_name), f"no case makes a {type_name}"


@pytest.mark.parametrize("type_name", TYPES)
def test_every_property_is_set_by_a_case(type_name: str) -> None:
    """Setting is reading back: a case compares whatever it sets, but for what `unread` gives a reason for."""
    covered: set[str] = set()
    for case in cases_of(type_name):
        for properties in (case.props(PaperWorld()), case.change(PaperWorld()), case.replace(PaperWorld()), case.refuse(PaperWorld())):
            covered |= properties.keys()
    assert not registered()[type_name].handles - covered


@pytest.mark.parametrize("type_name", TYPES)
def test_nothing_is_ignored_without_a_reason(type_name: str) -> None:
    found = registered()[type_name]
    assert all(reason.strip() for reason in found.ignores.values())
    assert not found.handles & found.ignores.keys()


@pytest.mark.parametrize("type_name", TYPES)
def test_the_name_is_a_property(type_name: str) -> None:
    found = registered()[type_name]
    assert found.name_property is None or found.name_property in found.handles


def test_what_can_only_be_recorded_is_called_inert() -> None:
    inert = {name for name in TYPES if registered()[name].level is Level.INERT}
    assert inert == {
        "AWS::AccessAnalyzer::Analyzer", "AWS::Backup::BackupSelection", "AWS::Backup::RestoreTestingPlan", "AWS::Backup::RestoreTestingSelection",
        "AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle",
        "AWS::SecurityHub::Standard",
    }  # fmt: skip


def test_the_configuration_of_detectors_and_trails_is_only_stored() -> None:
    services: Any = (
        "AWS::GuardDuty::", "AWS::WAFv2::", "AWS::CloudTrail::", "AWS::Config::", "AWS::EC2::", "AWS::IAM::", "AWS::NetworkFirewall::", "AWS::Route53Resolver::",
    )  # fmt: skip
    assert not [name for name, found in registered().items() if name.startswith(services) and found.level is Level.EXERCISED]
