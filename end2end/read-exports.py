"""Opens an exported CSV and XLSX as others would, and holds them to the database, row by row.

usage: read-exports.py DATABASE CSV XLSX [SOFFICE]
"""

import csv
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

import openpyxl

database, csv_path, xlsx_path, *soffice = sys.argv[1:]

with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
    expected = [
        [value or "" for value in row]
        for row in connection.execute(
            "SELECT a.name, a.display_name, a.number, a.expiry, o.name FROM accounts a LEFT JOIN organizations o ON o.id = a.organization_id"
            " WHERE a.gone_at IS NULL ORDER BY a.name"
        )
    ]
assert len(expected) > 1_000, len(expected)
FORMULA = tuple("=+-@\t\r＝＋－＠")


def cells(row):
    return ["" if cell is None else str(cell.date()) if hasattr(cell, "date") else str(cell) for cell in row]


HEADINGS = ["账号", "姓名", "学工号", "有效期", "二级单位"]


def compare(table, what, may_be_marked):
    places = [table[0].index(heading) for heading in HEADINGS]
    found = [[row[place] for place in places] for row in table[1:]]
    assert len(found) == len(expected), f"{what}: {len(found)} rows, not {len(expected)}"
    for row, wanted in zip(found, expected):
        for cell, value in zip(row, wanted):
            is_same = cell == value or may_be_marked and value.startswith(FORMULA) and cell == "'" + value
            assert is_same, f"{what}: a cell is not as the database has it"
            assert not (may_be_marked and cell.startswith(FORMULA)), f"{what}: a cell would run"


raw = pathlib.Path(csv_path).read_bytes()
with open(csv_path, encoding="utf-8-sig", newline="") as file:
    rows = list(csv.reader(file))
assert raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n") and raw.count(b"\r\n") == len(rows), "UTF-8 with a mark, CRLF"
compare(rows, "csv", True)

book = openpyxl.load_workbook(xlsx_path)
sheet = book.worksheets[0]
assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:"), "frozen heading with a filter"
names = [cell.value for cell in sheet[1]]
number, expiry = names.index("学工号"), names.index("有效期")
for row in sheet.iter_rows(min_row=2):
    assert all(cell.data_type != "f" for cell in row), "no cell is a formula"
    assert row[number].value is None or row[number].data_type == "s", "numbers of people are texts"
assert any(row[expiry].is_date for row in sheet.iter_rows(min_row=2)), "days are days"
compare([cells(row) for row in sheet.iter_rows(values_only=True)], "xlsx", False)
about = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
assert about["导出人"] == "wangyunwei" and about["行数"] == str(len(expected)) and about["网址"].startswith("http://"), about

for program in soffice:
    for path in (csv_path, xlsx_path):
        with tempfile.TemporaryDirectory() as folder:
            # 76: UTF-8; formulas are not evaluated when a CSV is opened so.
            source = ["--infilter=CSV:44,34,76,1,,0,true,false,false"] if path.endswith(".csv") else []
            command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", *source, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,1", "--outdir", folder, path]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            found = next(file for file in pathlib.Path(folder).glob("*.csv"))
            with open(found, encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
            compare(rows, f"LibreOffice, {path}", path.endswith(".csv"))
print(f"{len(expected)} rows are the same everywhere")
