"""CloudFormation: templates are resolved, ordered and applied here; moto gives the wire protocol and the services."""
