"""Strongroom's local AWS: moto, with CloudFormation, Lambda, EventBridge and bucket policies made whole enough to deploy and exercise the baseline."""

MOTO_VERSION = "5.2.1"
