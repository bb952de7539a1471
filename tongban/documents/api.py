"""The door of `documents`."""

from tongban.documents import announcements, scanning
from tongban.documents.actions import (
    copied,
    keep,
    next_number,
    paper_title,
    store_upload,
    take_list,
    take_upload,
    write,
)
from tongban.documents.checking import Check
from tongban.documents.checking import check as check_pdf
from tongban.documents.models import File, Grade, Paper
from tongban.documents.papers import paper as paper_kind
from tongban.documents.providers import seal_provider
from tongban.documents.qr import svg as qr_svg
from tongban.documents.queries import files_of, paper_of_file, paper_signed_as, papers_of, stamp_of
from tongban.documents.questions import Attachment, attached, may_open, opens, opens_paper, retold
from tongban.documents.reading_text import words_of
from tongban.documents.storing import (
    check_whole,
    forget,
    forget_key,
    forget_unnamed,
    lie_open,
    opened,
    path_of,
    read,
    seal_older,
)
from tongban.documents.typesetting import missing_glyphs, printing_notice, seal_on
from tongban.documents.views.files import sent

__all__ = [
    "announcements",
    "Attachment",
    "attached",
    "retold",
    "copied",
    "Check",
    "File",
    "Grade",
    "Paper",
    "check_pdf",
    "check_whole",
    "files_of",
    "forget",
    "forget_key",
    "forget_unnamed",
    "keep",
    "lie_open",
    "may_open",
    "missing_glyphs",
    "printing_notice",
    "next_number",
    "opened",
    "opens",
    "opens_paper",
    "paper_kind",
    "paper_of_file",
    "paper_signed_as",
    "paper_title",
    "papers_of",
    "path_of",
    "qr_svg",
    "read",
    "scanning",
    "seal_older",
    "seal_on",
    "seal_provider",
    "sent",
    "stamp_of",
    "store_upload",
    "take_list",
    "take_upload",
    "words_of",
    "write",
]
