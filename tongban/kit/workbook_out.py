"""A workbook written row by row, whose cells an office program shows as they are: text stays text, codes keep all
their digits, nothing begins to calculate. Memory does not grow with the rows.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

MOST_ROWS = 1_048_576  # of one sheet, its heading among them
LONGEST = 32_767  # characters of one cell
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
PLAIN, TEXT, HEAD, WRAPPED, BOLD = 0, 1, 2, 3, 4
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STYLES = f"""{XML}<styleSheet {NAMESPACE}>
<fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFE8F1FB"/></patternFill></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="5"><xf xfId="0"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"><alignment vertical="top"/></xf>
<xf xfId="0" numFmtId="49" fontId="1" fillId="2" applyNumberFormat="1" applyFont="1" applyFill="1"><alignment
vertical="center"/></xf>
<xf xfId="0" numFmtId="49" applyNumberFormat="1"><alignment vertical="top" wrapText="1"/></xf>
<xf xfId="0" numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def letters(number: int) -> str:
    """A for 1, AB for 28."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


class SheetOut:
    """`widths` in characters; `above`: lines over the heading; `fixed`: columns that stay while one scrolls aside.
    Rows wait in a temporary file until the workbook is closed.
    """

    def __init__(
        self, name: str, heads: Sequence[str], widths: Sequence[int], above: Sequence[str] = (), fixed: int = 0
    ) -> None:
        self.name, self.heads, self.first = name, heads, len(above) + 1
        self.file = tempfile.TemporaryFile()
        self.count = 0
        self.letters = [letters(at) for at in range(1, len(heads) + 1)]
        last = self.letters[-1]
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{width}" style="{TEXT}" customWidth="1"/>'
            for at, width in enumerate(widths, 1)
        )
        self.file.write(
            f'{XML}<worksheet {NAMESPACE}><sheetViews><sheetView workbookViewId="0">{self._pane(fixed)}'
            f"</sheetView></sheetViews><cols>{columns}</cols><sheetData>".encode()
        )
        self.tail = f'</sheetData><autoFilter ref="A{self.first}:{last}{{rows}}"/></worksheet>'
        for line in above:
            self.add([line], BOLD)
        self.add(heads, HEAD)

    def _pane(self, fixed: int) -> str:
        """The heading stays, and the first columns where they are to."""
        place, pane = f"{letters(fixed + 1)}{self.first + 1}", "bottomRight" if fixed else "bottomLeft"
        aside = f'xSplit="{fixed}" ' if fixed else ""
        return f'<pane {aside}ySplit="{self.first}" topLeftCell="{place}" activePane="{pane}" state="frozen"/>'

    @property
    def is_full(self) -> bool:
        return self.count >= MOST_ROWS

    def add(self, cells: Iterable[Any], style: int = TEXT) -> None:
        self.count += 1
        row = "".join(
            _cell(f"{letter}{self.count}", cell, style)
            for letter, cell in zip(self.letters, cells, strict=False)
            if cell not in (None, "")
        )
        self.file.write(f'<row r="{self.count}">{row}</row>'.encode())

    def finish(self) -> None:
        self.file.write(self.tail.format(rows=max(self.count, 1)).encode())
        self.file.seek(0)


def _cell(place: str, value: Any, style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(CONTROL.sub("", str(value))[:LONGEST])
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class WorkbookOut:
    def __init__(self) -> None:
        self.sheets: list[SheetOut] = []

    def sheet(
        self, name: str, heads: Sequence[str], widths: Sequence[int], above: Sequence[str] = (), fixed: int = 0
    ) -> SheetOut:
        made = SheetOut(name, heads, widths, above, fixed)
        self.sheets.append(made)
        return made

    def write(self, target: BinaryIO) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
            archive.writestr("[Content_Types].xml", self._types())
            archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
            archive.writestr("xl/workbook.xml", self._book())
            parts = [("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(self.sheets) + 1)]
            archive.writestr("xl/_rels/workbook.xml.rels", _relations([*parts, ("styles", "styles.xml")]))
            archive.writestr("xl/styles.xml", STYLES)
            for at, sheet in enumerate(self.sheets, 1):
                sheet.finish()
                with archive.open(f"xl/worksheets/sheet{at}.xml", "w", force_zip64=True) as part:
                    while chunk := sheet.file.read(1 << 20):
                        part.write(chunk)
                sheet.file.close()

    def _book(self) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(sheet.name[:31])} sheetId="{at}" r:id="rId{at}"/>'
            for at, sheet in enumerate(self.sheets, 1)
        )
        filters = "".join(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">'
            f"{escape(_quoted(sheet.name))}!$A${sheet.first}:${sheet.letters[-1]}${max(sheet.count, 1)}</definedName>"
            for at, sheet in enumerate(self.sheets)
        )
        return (
            f'{XML}<workbook {NAMESPACE} xmlns:r="{RELATED}"><sheets>{sheets}</sheets>'
            f"<definedNames>{filters}</definedNames></workbook>"
        )

    def _types(self) -> str:
        base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        sheets = "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{base}.worksheet+xml"/>'
            for at in range(1, len(self.sheets) + 1)
        )
        return (
            f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{base}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{base}.styles+xml"/>{sheets}</Types>'
        )


def _quoted(name: str) -> str:
    return "'" + name[:31].replace("'", "''") + "'"


def _relations(parts: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(parts, 1)
    )
    return (
        f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rows}</Relationships>"
    )
