"""What APIs that moto lacks keep: what one call gave, the next ones tell, change and delete."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]


def shelf(backend: Any, kind: str) -> dict[str, Record]:
    """The records of a kind, by id; they live as long as the region's backend does."""
    shelves: dict[str, dict[str, Record]] = backend.__dict__.setdefault("records_of_ours", {})
    return shelves.setdefault(kind, {})


def without_none(record: Record) -> Record:
    return {name: value for name, value in record.items() if value is not None}
