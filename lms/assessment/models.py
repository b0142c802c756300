import uuid

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """An answer that came after its session had ended, until its learner signs in again."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    lesson_key = models.UUIDField()
    item_key = models.UUIDField()
    answer = models.JSONField()
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True)
    occurred_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Kept answer {self.pk}: learner {self.learner_id}"
