"""Amazon Elastic Container Registry: repositories, as bootstrapping makes one."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_list


@resource("AWS::ECR::Repository", level=Level.STORED, name_property="RepositoryName")
class Repository(Resource):
    handles = frozenset({
        "EmptyOnDelete", "EncryptionConfiguration", "ImageScanningConfiguration", "ImageTagMutability", "LifecyclePolicy", "RepositoryName",
        "RepositoryPolicyText", "Tags",
    })  # fmt: skip
    ignores = {"ImageTagMutabilityExclusionFilters": "moto keeps no exclusions"}

    def create(self, ctx: Context, props: Props) -> Created:
        ecr, name = ctx.client("ecr"), generated_name(ctx, props, "RepositoryName", limit=256, lower=True)
        settings = pick(props, "EncryptionConfiguration", "ImageScanningConfiguration", "ImageTagMutability")
        made = call(ecr, "create_repository", repositoryName=name, tags=tag_list(props.get("Tags")), **settings)["repository"]
        ctx.made(name)
        self._apply(ecr, name, {}, props)
        return Created(name, _attributes(made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "EncryptionConfiguration", "RepositoryName")
        ecr = ctx.client("ecr")
        if changed(old, new, ("ImageTagMutability",)):
            ecr.put_image_tag_mutability(repositoryName=physical_id, imageTagMutability=new.get("ImageTagMutability", "MUTABLE"))
        if changed(old, new, ("ImageScanningConfiguration",)):
            scanning = new.get("ImageScanningConfiguration", {"ScanOnPush": False})
            call(ecr, "put_image_scanning_configuration", repositoryName=physical_id, imageScanningConfiguration=scanning)
        self._apply(ecr, physical_id, old, new)
        found = ecr.describe_repositories(repositoryNames=[physical_id])["repositories"][0]
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: ecr.tag_resource(resourceArn=found["repositoryArn"], tags=tag_list(tags)),
            lambda names: ecr.untag_resource(resourceArn=found["repositoryArn"], tagKeys=names),
        )  # fmt: skip
        return _attributes(found)

    def _apply(self, ecr: Any, name: str, old: Props, new: Props) -> None:
        differing = changed(old, new, ("LifecyclePolicy", "RepositoryPolicyText"))
        if "LifecyclePolicy" in differing:
            if "LifecyclePolicy" in new:
                ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=new["LifecyclePolicy"]["LifecyclePolicyText"])
            else:
                ecr.delete_lifecycle_policy(repositoryName=name)
        if "RepositoryPolicyText" in differing:
            if "RepositoryPolicyText" in new:
                call(ecr, "set_repository_policy", repositoryName=name, policyText=new["RepositoryPolicyText"])
            else:
                ecr.delete_repository_policy(repositoryName=name)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ecr").delete_repository(repositoryName=physical_id, force=to_bool(props.get("EmptyOnDelete", False)))


def _attributes(found: Props) -> Attributes:
    return {"Arn": found["repositoryArn"], "RepositoryUri": found["repositoryUri"]}
