from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from tongban.kit.holdings import Holding, Outdated, hold, outdates
from tongban.messages.models import Delivery, Message
from tongban.messages.wording import words

CHANNELS = {"phone": _p("way to reach", "Text message"), "email": _p("way to reach", "E-mail")}
LAW = "《个人信息保护法》第十三条第一款第三项（履行法定职责）"

hold(
    Holding(
        "messages.message",
        Message,
        title=_("Messages"),
        why=_("To tell you how your cases stand."),
        basis=LAW,
        keep="account",
        shown="the person's own message box",
        of=lambda user: Message.objects.filter(user=user).order_by("id"),
        says={"template": _("Kind"), "facts": _("Content"), "made_at": _("Sent"), "read_at": _("Read")},
        reads=lambda row: [words(row.template, row.facts), (_("Sent"), row.made_at), (_("Read"), row.read_at)],
        forget=lambda user: Message.objects.filter(user=user).delete()[0],
    )
)
hold(
    Holding(
        "messages.delivery",
        Delivery,
        title=_("Letters and text messages"),
        why=_("To reach you by e-mail or telephone."),
        basis=LAW,
        keep="short",
        shown="nobody; in the demo its mail box",
        of=lambda user: Delivery.objects.filter(user=user).order_by("id"),
        says={
            "channel": _("Way"),
            "address": _("Address"),
            "template": _("Kind"),
            "facts": _("Content"),
            "sent_at": _("Sent"),
        },
        reads=lambda row: [
            (_("Way"), CHANNELS.get(row.channel, row.channel)),
            (_("Address"), row.address),
            (_("Title"), row.title),
            (_("Content"), row.body),
            (_("Sent"), row.sent_at),
        ],
        forget=lambda user: Delivery.objects.filter(user=user).delete()[0],
    )
)
outdates(
    Outdated(
        "messages.deliveries",
        "KEEP_LETTERS_DAYS",
        rows=lambda before: Delivery.objects.exclude(state=Delivery.State.WAITING).filter(made_at__lt=before),
        says="letters and text messages that were sent",
    )
)
outdates(
    Outdated(
        "messages.messages",
        "KEEP_MESSAGES_DAYS",
        rows=lambda before: Message.objects.filter(made_at__lt=before),
        says="messages in the app",
    )
)
