"""The door of `documents`."""

from tongban.documents.actions import copied, next_number, paper_title, store_upload, take_list, take_upload, write
from tongban.documents.checking import Check
from tongban.documents.checking import check as check_pdf
from tongban.documents.models import File, Grade, Paper
from tongban.documents.papers import paper as paper_kind
from tongban.documents.providers import seal_provider
from tongban.documents.qr import svg as qr_svg
from tongban.documents.queries import files_of, paper_of_file, papers_of
from tongban.documents.questions import may_open, opens, opens_paper
from tongban.documents.storing import forget, path_of, read
from tongban.documents.typesetting import missing_glyphs, seal_on
from tongban.documents.views.files import sent

__all__ = [
    "copied",
    "Check",
    "File",
    "Grade",
    "Paper",
    "check_pdf",
    "files_of",
    "forget",
    "may_open",
    "missing_glyphs",
    "next_number",
    "opens",
    "opens_paper",
    "paper_kind",
    "paper_of_file",
    "paper_title",
    "papers_of",
    "path_of",
    "qr_svg",
    "read",
    "seal_on",
    "seal_provider",
    "sent",
    "store_upload",
    "take_list",
    "take_upload",
    "write",
]
