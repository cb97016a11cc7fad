"""Keys that are disabled or pending deletion refuse to work, as AWS KMS does."""

from __future__ import annotations

import struct
from typing import Any

from .overrides import override

_STATES = {
    "Disabled": ("DisabledException", "{arn} is disabled."),
    "PendingDeletion": ("KMSInvalidStateException", "{arn} is pending deletion."),
}


def install() -> None:
    from moto.core.exceptions import JsonRESTError
    from moto.kms.models import KmsBackend
    from moto.kms.utils import _deserialize_ciphertext_blob

    def check(backend: Any, key_id: str | None) -> None:
        key = backend.keys.get(backend.any_id_to_key_id(key_id)) if key_id else None
        if key is not None and key.key_state in _STATES:
            code, message = _STATES[key.key_state]
            raise JsonRESTError(code, message.format(arn=key.arn))

    def key_of(ciphertext_blob: bytes) -> str | None:
        try:
            return str(_deserialize_ciphertext_blob(ciphertext_blob).key_id)
        except (struct.error, UnicodeDecodeError):
            return None  # not a ciphertext: the decryption itself says so

    def guard(operation: str) -> None:
        work = getattr(KmsBackend, operation)

        @override(KmsBackend, operation)
        def guarded(self: Any, **named: Any) -> Any:
            check(self, named["key_id"])
            return work(self, **named)

    for operation in ("encrypt", "generate_data_key", "sign", "verify", "generate_mac", "verify_mac"):  # re_encrypt goes by encrypt and decrypt
        guard(operation)

    decrypt_it = KmsBackend.decrypt

    @override(KmsBackend, "decrypt")
    def decrypt(self: Any, ciphertext_blob: bytes, encryption_context: dict[str, str], key_id: str | None = None) -> Any:
        check(self, key_of(ciphertext_blob))
        return decrypt_it(self, ciphertext_blob, encryption_context, key_id)
