"""The daily report as tables, and these as CSV, HTML or plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from gate_terminal.application.daily import DailyReport, Incident, Who
from gate_terminal.application.daily_words import REPORT_WORDS, reason_words
from gate_terminal.application.outlet import STANDARD_OUTPUT, write_out
from gate_terminal.application.spreadsheets import write_table
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.sentences import direction_word, purpose_word, subject_word, verdict_word
from gate_terminal.domain.words import Direction, Language, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the report; all cells are text."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The whole report, ready to be written: a heading, remarks, and tables."""

    language: Language
    heading: str
    remarks: tuple[str, ...]
    tables: tuple[Table, ...]
    nobody: str
    """Stands for a table without rows."""


def pages_of(report: DailyReport, site: str, language: Language, *, masked: bool) -> Pages:
    """Return the report in the words of a language."""
    words = REPORT_WORDS[language]
    remarks = [words.covers.format(until=_minute(report.until))]
    if not report.passages:
        remarks.append(words.zero)
    if masked:
        remarks.append(words.masked)
    writer = _Writer(report, language)
    return Pages(
        language, f"{site} {words.title} {report.day}".strip(), tuple(remarks), tuple(writer.tables()), words.nobody
    )


def write_report(path: Path, pages: Pages) -> None:
    """Write the report whole or not at all; the end of the file's name says how: ``.csv``, ``.html`` or ``.txt``.

    ``-`` is standard output, as plain text.

    :raises WrongUse: for another ending. :raises WorldFault: ``FILE_UNWRITABLE``.
    """
    write = _WRITERS.get(".txt" if path == STANDARD_OUTPUT else path.suffix.lower())
    if write is None:
        raise WrongUse(f"A report ends in {', '.join(_WRITERS)}, not in '{path.suffix}'.")
    write(path, pages)


@dataclass(frozen=True, slots=True)
class _Writer:
    report: DailyReport
    language: Language

    def tables(self) -> Iterator[Table]:
        words, report = REPORT_WORDS[self.language], self.report
        yield self._table(words.overview, "item number", self._overview())
        yield self._table(words.verdicts, "direction verdict number", self._verdicts())
        yield self._table(words.reasons_title, "verdict code reason out in", self._reasons())
        yield self._table(words.hours, "hour out in not_admitted", self._hours())
        yield self._table(words.outside, "household person since hours_out purpose", self._outside())
        yield self._table(words.fevers, "at gate direction household person readings", self._incidents(report.fevers))
        yield self._table(words.holds, "at gate direction household person readings reason", self._holds())
        yield self._table(words.thermometers, "gate lane median usual judgement", self._thermometers())
        yield self._table(words.voided, "voided_at by why at direction verdict", self._voided())

    def _table(self, title: str, columns: str, rows: Iterator[tuple[str, ...]]) -> Table:
        heads = REPORT_WORDS[self.language].columns
        return Table(title, tuple(heads[column] for column in columns.split()), tuple(rows))

    def _overview(self) -> Iterator[tuple[str, ...]]:
        report, items = self.report, REPORT_WORDS[self.language].items
        numbers = {
            "passages": report.passages,
            "out": report.number(Verdict.ALLOW, Direction.OUT),
            "in": report.number(Verdict.ALLOW, Direction.IN),
            "went_out": report.living_here.get(Direction.OUT, 0),
            "came_home": report.living_here.get(Direction.IN, 0),
            **{each.value: report.number(each) for each in Verdict if each.value in items},
            "outside": len(report.outside),
            "voided": len(report.voided),
            "entered_later": report.entered_later,
            "filled_in": report.filled_in,
        }
        for item, name in items.items():
            yield name, str(numbers[item])

    def _verdicts(self) -> Iterator[tuple[str, ...]]:
        for direction in Direction:
            for verdict in Verdict:
                number = self.report.number(verdict, direction)
                if number:
                    yield self._way(direction), verdict_word(verdict, self.language), str(number)

    def _reasons(self) -> Iterator[tuple[str, ...]]:
        counts = self.report.counts
        found = {(verdict, reason) for _, verdict, reason in counts}
        order: dict[object, int] = {word: place for place, word in enumerate([*Verdict, *Reason])}
        for verdict, reason in sorted(found, key=lambda one: (order[one[0]], order[one[1]])):
            ways = (str(counts.get((direction, verdict, reason), 0)) for direction in Direction)
            meaning = reason_words(reason, self.language)
            yield verdict_word(verdict, self.language), reason.value, meaning, *ways

    def _hours(self) -> Iterator[tuple[str, ...]]:
        hours = self.report.hours
        for hour in sorted({hour for hour, _, _ in hours}):
            through = [hours.get((hour, direction, Verdict.ALLOW), 0) for direction in Direction]
            everybody = sum(number for (one, _, _), number in hours.items() if one == hour)
            numbers = (*through, everybody - sum(through))
            yield f"{hour:02}:00", *map(str, numbers)

    def _outside(self) -> Iterator[tuple[str, ...]]:
        for one in self.report.outside:
            hours_out = (self.report.until - one.since) / timedelta(hours=1)
            purpose = purpose_word(one.purpose, self.language)
            yield *self._named(one.who), _minute(one.since), f"{hours_out:.1f}", purpose

    def _incidents(self, incidents: Sequence[Incident]) -> Iterator[tuple[str, ...]]:
        for one in incidents:
            readings = " ".join(one.readings)
            yield _minute(one.at), one.gate, self._way(one.direction), *self._named(one.who), readings

    def _holds(self) -> Iterator[tuple[str, ...]]:
        for hold, cells in zip(self.report.holds, self._incidents(self.report.holds), strict=True):
            yield *cells, reason_words(hold.reason, self.language)

    def _thermometers(self) -> Iterator[tuple[str, ...]]:
        words = REPORT_WORDS[self.language]
        for one in self.report.thermometers:
            judged = words.drifts if one.drift is not None else words.too_few if one.median is None else words.in_order
            yield one.gate, one.lane, _degrees(one.median), _degrees(one.usual), judged

    def _voided(self) -> Iterator[tuple[str, ...]]:
        for one in self.report.voided:
            verdict = verdict_word(one.verdict, self.language)
            yield _minute(one.at), one.by, one.why, _minute(one.passage_at), self._way(one.direction), verdict

    def _way(self, direction: Direction) -> str:
        return direction_word(direction, self.language)

    def _named(self, who: Who) -> tuple[str, str]:
        if who.kind is not None:
            return subject_word(who.kind, self.language), ""
        if not who.household and not who.person:
            erased = REPORT_WORDS[self.language].erased
            return erased, erased
        return who.household, who.person


def _degrees(tenths: int | None) -> str:
    return "" if tenths is None else f"{tenths // 10}.{tenths % 10}"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _write_csv(path: Path, pages: Pages) -> None:
    """Write all tables into one, with the title of each before its rows."""

    def rows() -> Iterator[tuple[str, ...]]:
        for table in pages.tables:
            yield table.title, *table.columns
            yield from ((table.title, *row) for row in table.rows)

    write_table(path, (pages.heading, *pages.remarks), rows())


def _write_text(path: Path, pages: Pages) -> None:
    lines = [pages.heading, *pages.remarks]
    for table in pages.tables:
        lines += ["", table.title, "  " + "\t".join(table.columns)] if table.rows else ["", table.title]
        lines += ["  " + "\t".join(map(_one_line, row)) for row in table.rows] or [f"  {pages.nobody}"]
    write_out(path, ("\n".join(lines) + "\n").encode())


def _one_line(cell: str) -> str:
    """Return a cell that cannot be taken for two, or for another row."""
    return " ".join(cell.split())


_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;max-width:56rem;margin:2rem auto;"
    "padding:0 1rem;color:#12181f}h1{font-size:1.5rem;margin-bottom:.3rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}"
    "p{margin:.2rem 0;color:#414c58}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #d5dbe1;padding:.3rem .6rem;text-align:left}th{background:#f4f6f8}"
    "tr{break-inside:avoid}@media print{body{margin:0}}"
)


def _write_html(path: Path, pages: Pages) -> None:
    parts = [f"<h1>{escape(pages.heading)}</h1>", *(f"<p>{escape(remark)}</p>" for remark in pages.remarks)]
    for table in pages.tables:
        parts.append(f"<h2>{escape(table.title)}</h2>")
        if not table.rows:
            parts.append(f"<p>{escape(pages.nobody)}</p>")
            continue
        head = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows)
        parts.append(f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>")
    head = f'<meta charset="utf-8"><title>{escape(pages.heading)}</title><style>{_STYLE}</style>'
    page = f'<!doctype html>\n<html lang="{pages.language}"><head>{head}</head>\n<body>\n'
    write_out(path, (page + "\n".join(parts) + "\n</body></html>\n").encode())


_WRITERS: dict[str, Callable[[Path, Pages], None]] = {".csv": _write_csv, ".html": _write_html, ".txt": _write_text}
