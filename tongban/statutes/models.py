from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models

from tongban.kit import ids
from tongban.kit.subjects import Subject
from tongban.statutes.kinds import Kind, State
from tongban.statutes.numerals import in_words


class Statute(Subject):
    """A law by its whole name; what it says stands in its editions."""

    subject_type = "statute"

    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, unique=True)  # the name as `names.plain` writes it; its address
    short_names: Any = models.JSONField(default=list)
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True)
    issuer = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=80, blank=True)  # 国务院令第716号
    repealed_on = models.DateField(null=True)
    replaced_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.name

    def counts_on(self, day: dt.date) -> bool:
        return self.repealed_on is None or day < self.repealed_on


class Name(models.Model):
    """Every name under which a statute is found, the whole one and the short ones."""

    plain = models.CharField(primary_key=True, max_length=200)
    statute = models.ForeignKey(Statute, models.CASCADE, related_name="names")


class Edition(models.Model):
    """The text as it was adopted or amended on one day."""

    id = models.UUIDField(primary_key=True, default=ids.new, editable=False)
    statute = models.ForeignKey(Statute, models.CASCADE, related_name="editions")
    adopted = models.DateField()
    effective = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.IN_FORCE)
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    history = models.TextField(blank=True)  # how it came into being, as the file tells
    source = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statute", "adopted"], name="edition_of_a_day")]
        ordering = ["-adopted"]

    def __str__(self) -> str:
        return f"{self.statute.name} ({self.adopted.isoformat()})"


class Article(models.Model):
    """`suffix`: 1 for 第十条之一. `paragraphs`: how many 款 it has; a line of `text` is a paragraph or an item of one."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="articles")
    number = models.PositiveSmallIntegerField()
    suffix = models.PositiveSmallIntegerField(default=0)
    chapter = models.CharField(max_length=120, blank=True)
    paragraphs = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number", "suffix"], name="article_once")]
        ordering = ["number", "suffix"]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return f"第{in_words(self.number)}条" + (f"之{in_words(self.suffix)}" if self.suffix else "")

    @property
    def anchor(self) -> str:
        return f"a{self.number}-{self.suffix}" if self.suffix else f"a{self.number}"
