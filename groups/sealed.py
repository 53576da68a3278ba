"""Words sealed at rest: AES-256-GCM (NIST SP 800-38D), bound to their model, column and row.

What stands in the database is `key id : nonce and ciphertext`. The bytes that are authenticated with it name the row,
so that words copied into another row do not open there. A key that is not known, or bytes that were changed, raise
`CannotOpen`: nothing unreadable is ever shown as if somebody had written it.
"""

import base64
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The key is not here, or this is not what was sealed for this row."""


class Sealed(str):
    """What stands in the database."""

    __slots__ = ()


def seal(words: str, *, bound_to: str) -> Sealed:
    """Seal with the newest key (the first of `SEALED_KEYS`)."""
    key_id, key = next(iter(settings.SEALED_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, words.encode(), bound_to.encode())
    return Sealed(f"{key_id}:{base64.b64encode(sealed).decode()}")


def open_sealed(sealed: str, *, bound_to: str) -> str:
    """The words again, or CannotOpen."""
    key_id, _, encoded = sealed.partition(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
        words = AESGCM(settings.SEALED_KEYS[key_id]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound_to.encode())
    except (KeyError, ValueError, InvalidTag) as trouble:
        raise CannotOpen(bound_to) from trouble
    return words.decode()


class _Opened:
    """Opens what was loaded when somebody reads it."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: object = None) -> Any:
        if row is None:
            return self
        value = row.__dict__.get(self.field.attname)
        if value is None and self.field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self.field.attname])
            value = row.__dict__[self.field.attname]
        if isinstance(value, Sealed):
            value = row.__dict__[self.field.attname] = open_sealed(value, bound_to=self.field.bound_to(row))
        return value

    def __set__(self, row: Any, value: object) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):  # type: ignore[type-arg] # takes a type only in the stubs
    """Text that only the service can read. An empty text stays empty; no query can look inside."""

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def deconstruct(self) -> Any:
        """To a migration it is text: migrations import none of our code."""
        name, _, arguments, named = super().deconstruct()
        return name, "django.db.models.TextField", arguments, named

    def bound_to(self, row: models.Model) -> str:
        return f"{row._meta.label}.{self.attname}:{row.pk}"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        words = getattr(model_instance, self.attname)
        return seal(words, bound_to=self.bound_to(model_instance)) if words else words

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Sealed):
            # `QuerySet.update` knows no row to bind the words to: they would be stored for everybody to read.
            raise TypeError("Sealed words are stored by saving their row.")
        return str(value) if value is not None else None
