from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tongban.kit import clock
from tongban.kit.act import This
from tongban.kit.prepared import insert
from tongban.messages.models import Delivery, Message
from tongban.messages.wording import register, words

register(
    "people.code",
    _("Your one-time code"),
    _("Your code is %(code)s. It works for %(minutes)s minutes and once. We never ask you for it by telephone."),
)


def tell(this: This[Any], *, to: Any, template: str, url: str, **facts: Any) -> Message:
    """Inside an act: a message in the app, and a letter if the person left an e-mail address."""
    subject = this.subject
    message = Message(
        user=to,
        template=template,
        facts=facts,
        url=url,
        subject_type=subject.subject_type,
        subject_key=subject.subject_key,
    )
    insert(message)
    told = {"template": template, "language": to.language, "facts": facts, "url": url}
    if to.email:
        _deliver(this, user=to, channel="email", address=to.email, **told)
    elif to.phone:
        _deliver(this, user=to, channel="phone", address=to.phone, **told)
    return message


def send_code(this: This[Any], *, user: Any, channel: str, address: str, code: str, minutes: int) -> None:
    facts = {"code": code, "minutes": minutes}
    send(this, template="people.code", user=user, channel=channel, address=address, language=user.language, **facts)


def send(this: This[Any], *, template: str, user: Any, channel: str, address: str, language: str, **facts: Any) -> None:
    """A letter or SMS alone, to just this address; `user` is None for somebody who has no account."""
    _deliver(this, user=user, channel=channel, address=address, template=template, language=language, facts=facts)


def _deliver(this: This[Any], *, user: Any, channel: str, template: str, facts: dict[str, Any], **more: Any) -> None:
    """Raises KeyError here, in the act, for a fact that the template asks for and nobody gave."""
    delivery = Delivery(user=user, channel=channel, template=template, facts=_plain(facts, more["language"]), **more)
    words(template, delivery.facts, delivery.language)
    insert(delivery)
    key = f"delivery:{(user or this.subject).pk}:{channel}"
    this.effect("messages.deliver", key=key, delivery=str(delivery.pk))


def _plain(facts: dict[str, Any], language: str) -> dict[str, Any]:
    """As they are stored: words that wait for a language are said in the reader's."""
    with translation.override(language):
        return {name: said if isinstance(said, (int, float, dict)) else str(said) for name, said in facts.items()}


def read_all(*, user: Any) -> int:
    return Message.objects.filter(user=user, read_at=None).update(read_at=clock.now())
