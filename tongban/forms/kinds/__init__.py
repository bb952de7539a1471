"""Types of questions. Each reads a value from what was typed, writes it as a person would, and shows it."""

from __future__ import annotations

from tongban.forms.kinds.address import Address
from tongban.forms.kinds.base import Kind, Wrong
from tongban.forms.kinds.cards import BankCard
from tongban.forms.kinds.codes import Email, IdNumber, Phone, Uscc
from tongban.forms.kinds.dates import Date
from tongban.forms.kinds.division import Division
from tongban.forms.kinds.figures import Money, Number
from tongban.forms.kinds.picks import Choice, Choices, YesNo
from tongban.forms.kinds.place import Point
from tongban.forms.kinds.plain import LongText, Text
from tongban.forms.kinds.signature import Signature
from tongban.forms.kinds.upload import Upload

__all__ = ["KINDS", "Kind", "Wrong"]

# Every type of the schema except `group`, which holds other fields (answers.py).
KINDS: dict[str, Kind] = {
    "text": Text(),
    "longtext": LongText(),
    "number": Number(),
    "money": Money(),
    "date": Date(),
    "id_number": IdNumber(),
    "uscc": Uscc(),
    "phone": Phone(),
    "bank_card": BankCard(),
    "email": Email(),
    "choice": Choice(),
    "choices": Choices(),
    "yesno": YesNo(),
    "division": Division(),
    "address": Address(),
    "point": Point(),
    "signature": Signature(),
    "upload": Upload(),
}
