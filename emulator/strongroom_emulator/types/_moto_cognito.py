"""moto's UpdateUserPool forgets what a pool was made with and can never change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override

_FOREVER = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")


@lru_cache(maxsize=None)
def keep_what_a_pool_is() -> None:
    from moto.cognitoidp.models import CognitoIdpUserPool

    update = CognitoIdpUserPool.update_extended_config

    def update_extended_config(self: Any, extended_config: dict[str, Any]) -> None:
        before = getattr(self, "extended_config", {})
        update(self, {**{name: before[name] for name in _FOREVER if before.get(name)}, **extended_config})

    override(CognitoIdpUserPool, "update_extended_config")(update_extended_config)
