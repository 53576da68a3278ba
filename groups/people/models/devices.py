"""What belongs to a device, not to its person: a link to try things out with, and the bell of a browser."""

import uuid

from django.db import models

from groups.people.models.people import User
from groups.sealed import SealedTextField


class SignInLink(models.Model):
    """A one-time link for people who try the product, made only while DEBUG is on. Stored hashed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class PushDevice(models.Model):
    """A browser in which somebody wishes notes (RFC 8030). Whoever knows its address could ring it: it is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = SealedTextField()
    endpoint_hash = models.CharField(max_length=64, unique=True)
    keys = SealedTextField(help_text="p256dh and auth (RFC 8291), as the browser gave them")
    signed_in_by = models.CharField(
        max_length=64, blank=True, default="", help_text="hash of the sign-in that it belongs to; it ends with it"
    )
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["signed_in_by"], name="push_device_by_sign_in")]

    def __str__(self) -> str:
        return str(self.pk)
