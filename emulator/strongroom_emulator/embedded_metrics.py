"""CloudWatch's embedded metric format: metrics that a function writes as log lines become metrics, as the service does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from typing import Any

from .resource import client


def read(lines: Iterable[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(namespace, metric data) of every line that is in the format; others, and malformed ones, are just logs."""
    for line in lines:
        if '"_aws"' not in line:
            continue
        try:
            document = json.loads(line)
            for directive in document["_aws"]["CloudWatchMetrics"]:
                yield directive["Namespace"], list(_data(directive, document))
        except (ValueError, KeyError, TypeError):
            continue


def _data(directive: dict[str, Any], document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    stamp = datetime.fromtimestamp(document["_aws"]["Timestamp"] / 1000, timezone.utc)
    for names in directive.get("Dimensions") or [[]]:
        dimensions = [{"Name": name, "Value": str(document[name])} for name in names]
        for metric in directive["Metrics"]:
            value = document[metric["Name"]]
            values = [float(item) for item in (value if isinstance(value, list) else [value])]
            unit = metric.get("Unit", "None")
            for item in values:
                yield {"MetricName": metric["Name"], "Dimensions": dimensions, "Timestamp": stamp, "Value": item, "Unit": unit}


def publish(region: str, lines: Iterable[str]) -> None:
    for namespace, data in read(lines):
        for start in range(0, len(data), 1000):
            client("cloudwatch", region).put_metric_data(Namespace=namespace, MetricData=data[start : start + 1000])
