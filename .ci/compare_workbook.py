"""Does every sheet of a workbook, as LibreOffice reads it, say what the table says? compare_workbook.py FOLDER_OF_SHEETS FOLDER_OF_TABLES

LibreOffice writes fifteen digits; numbers may differ by that. A cell without an end is text on the sheet and `inf` in the table.
"""

import csv
import math
import pathlib
import sys

ENDLESS = {"not within the scenario", "ban", "no limit"}


def same(sheet: str, table: str) -> bool:
    if sheet == table:
        return True
    if table == "inf":
        return sheet in ENDLESS
    try:
        return math.isclose(float(sheet), float(table), rel_tol=2e-14, abs_tol=5e-19)
    except ValueError:
        return False


def compare(sheet: pathlib.Path, table: pathlib.Path) -> int:
    with sheet.open(newline="", encoding="utf-8") as one, table.open(newline="", encoding="utf-8") as other:
        rows, wanted = list(csv.reader(one)), list(csv.reader(other))
    # Names stand beside codes in columns of their own.
    kept = [at for at, head in enumerate(rows[0]) if not head.endswith(" (name)")]
    rows = [[row[at] for at in kept] for row in rows]
    if rows[0] != wanted[0] or len(rows) != len(wanted) + 1:
        sys.exit(f"{table.stem}: {len(rows)} rows of {rows[0]} on the sheet, {len(wanted)} of {wanted[0]} in the table")
    for at, (found, expected) in enumerate(zip(rows[2:], wanted[1:]), start=1):
        for name, cell, value in zip(wanted[0], found, expected):
            if not same(cell, value):
                sys.exit(f"{table.stem}, row {at}, column {name}: {cell!r} on the sheet, {value!r} in the table")
    return len(wanted) - 1


sheets, tables = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
checked = {}
for table in sorted(tables.glob("*.csv")):
    checked[table.stem] = compare(sheets / f"run-{table.stem}.csv", table)
if not checked:
    sys.exit(f"no tables in {tables}")
print(f"{len(checked)} sheets, {sum(checked.values())} rows: every cell is that of its table")
