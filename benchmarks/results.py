"""What every benchmark does with its table: print it, and store it where the book finds it."""

from __future__ import annotations

import csv
from pathlib import Path

from rich.console import Console
from rich.table import Table


def publish(name: str, header: list[str], lines: list[list[str]]) -> None:
    """Print the table and replace benchmarks/<name>.csv."""
    table = Table(*header)
    for line in lines:
        table.add_row(*line)
    Console().print(table)
    target = Path(__file__).with_name(f"{name}.csv")
    beside = target.with_name(f".{target.name}")
    with beside.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])
    beside.replace(target)
