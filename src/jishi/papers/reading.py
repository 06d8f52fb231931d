"""Reading Word papers that others have written: their text, nothing else."""

from io import BytesIO

from docx import Document


def docx_lines(raw: bytes) -> list[str]:
    """The paragraphs and the rows of the tables of a .docx as lines of text, paragraphs first. Raises ValueError for what
    is none."""
    try:
        document = Document(BytesIO(raw))
    except Exception as broken:  # whatever python-docx stumbles over: zip, XML, a missing part
        raise ValueError("not a Word document") from broken
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        for row in table.rows:
            cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
            lines.append(" ".join(cell for cell in cells if cell and not cell.isdecimal()))
    return [line.strip() for line in lines if line.strip()]
