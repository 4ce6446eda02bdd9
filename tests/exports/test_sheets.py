"""A sheet keeps every byte but those of the cells that change."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import GraderError
from grader.exports.sheets import read_sheet

TEXTS = st.text(alphabet="abü ,;\t\"\n'=€", max_size=6)


def written(rows, delimiter, quoting, end, encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


@given(
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(
            st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=5
        )
    ),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    new=TEXTS,
    data=st.data(),
)
def test_what_pythons_csv_reads_is_what_is_read_and_one_cell_changes(
    tmp_path_factory, rows, delimiter, quoting, end, encoding, new, data
):
    rows = [[f"column {n}" for n in range(max(len(rows[0]), 2))], *rows]
    width = len(rows[0])
    rows = [[*row, *([""] * (width - len(row)))] for row in rows]
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    before = written(rows, delimiter, quoting, end, encoding)
    path.write_bytes(before)
    sheet = read_sheet(path)
    assert [[cell.text for cell in row] for row in sheet.rows] == rows
    assert sheet.data() == before
    row, column = data.draw(st.integers(1, len(rows) - 1)), data.draw(st.integers(0, width - 1))
    sheet.set(row, column, new)
    rows[row][column] = new
    text = sheet.data().decode(encoding)
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) == rows
    cell = sheet.rows[row][column]
    whole = before.decode("utf-16-le" if encoding == "utf-16" else "utf-8")
    after = sheet.data().decode("utf-16-le" if encoding == "utf-16" else "utf-8")
    assert after.startswith(whole[: cell.start])
    assert after.endswith(whole[cell.end :])


def test_bytes_that_are_no_text_stay_as_they_are(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"Student,ID,Grade\r\nJos\xe9,1,\r\n\r\n")
    sheet = read_sheet(path)
    sheet.set(1, 2, "3.5")
    assert sheet.data() == b"Student,ID,Grade\r\nJos\xe9,1,3.5\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "it is empty"), (b'a,b\n1,"2\n', ":2: a quoted cell doesn't end"),
     (b'a,b\n1,"2"3\n', ":2: a quoted cell doesn't end")],
)  # fmt: skip
def test_what_is_no_sheet_is_an_error_with_its_line(tmp_path, data, words):
    path = tmp_path / "sheet.csv"
    path.write_bytes(data)
    with pytest.raises(GraderError, match=words):
        read_sheet(path)


def test_a_missing_sheet_is_an_error(tmp_path):
    with pytest.raises(GraderError, match="No such file"):
        read_sheet(tmp_path / "none.csv")
