"""The door of `messages`."""

from tongban.messages.actions import read_all, send, send_code, tell
from tongban.messages.models import Delivery, Message
from tongban.messages.wording import register, words

__all__ = ["Delivery", "Message", "read_all", "register", "send", "send_code", "tell", "words"]
