"""The projection: what there is to find, as the engines are told of it."""

from django.db import models


class SearchDocument(models.Model):
    """One language of one thing that can be found, or the mark of one that no longer can.

    Written by ``services.write_stream`` only, by compare-and-set on ``version``.
    """

    id = models.CharField(primary_key=True, max_length=96)
    """``kind:key:lang``."""
    stream = models.CharField(max_length=96)
    """What it belongs to and is versioned with, ``course:key`` or ``page:key``."""
    version = models.BigIntegerField()
    """The stream's version it was built at."""
    seq = models.BigIntegerField(unique=True)
    """Its place among all writes, in the order of their commits; engines follow it."""
    is_deleted = models.BooleanField(default=False)
    kind = models.CharField(max_length=24)
    lang = models.CharField(max_length=8)
    title = models.TextField()
    body = models.TextField()
    tags = models.JSONField(default=list)
    acl = models.JSONField(default=list)
    """Permission tokens; whoever holds one of them may find it."""
    url = models.TextField()
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["stream"], name="search_document_stream")]

    def __str__(self) -> str:
        return self.id


class SearchClock(models.Model):
    """The one row that ``seq`` is counted in; its lock makes the count follow the commits."""

    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.seq)


class SearchMiss(models.Model):
    """One text that was looked for in vain, how often and when last; never by whom."""

    text = models.CharField(max_length=80)
    lang = models.CharField(max_length=8)
    count = models.PositiveIntegerField(default=0)
    last_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text", "lang"], name="search_miss_once_per_text"
            )
        ]

    def __str__(self) -> str:
        return self.text
