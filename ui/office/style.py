"""The style sheet of the office's widgets, from the same tokens as the gate screen."""

from __future__ import annotations

from pathlib import Path

from gate_terminal.ui.lettering import FAMILIES, LEAST_PIXELS
from gate_terminal.ui.theme import GROUNDS, WHITE, Palette
from PySide6.QtGui import QFont

from gate_terminal import resources
from gate_terminal.domain.words import Verdict

BODY = 16
"""Pixels of running text; an office reads at arm's length, not across a gate."""
TITLE = 22
ADDRESS = 30
TOUCH = 40
"""Pixels: the least height of whatever is pressed."""


def body_font() -> QFont:
    """Return the font of the office's widgets."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(BODY)
    return font


def _tick(palette: Palette) -> str:
    """Return the file of the tick that stands on the accent: what is chosen is not told by colour alone."""
    name = "tick-day.svg" if palette.on_accent == WHITE else "tick-night.svg"
    return Path(resources.__file__).with_name(name).as_posix()


def sheet_of(palette: Palette) -> str:
    """Return the style sheet for one theme."""
    good, bad = GROUNDS[Verdict.ALLOW], GROUNDS[Verdict.REFUSE]
    p = palette
    families = ", ".join(f'"{family}"' for family in FAMILIES)
    return f"""
* {{ font-family: {families}; font-size: {BODY}px; color: {p.text}; }}
QWidget#ground, QMainWindow, QDialog {{ background: {p.ground}; }}
QWidget#panel, QScrollArea#inside, QWidget#sheet {{ background: {p.panel}; }}
QWidget#panel {{ border: 1px solid {p.line}; border-radius: 10px; }}
QAbstractScrollArea::corner {{ background: {p.ground}; border: none; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {TITLE}px; font-weight: 600; }}
QLabel[role="address"] {{ font-size: {ADDRESS}px; font-weight: 700; }}
QLabel[role="dim"] {{ color: {p.dim}; font-size: {LEAST_PIXELS}px; }}
QLabel[role="name"] {{ color: {p.dim}; }}
QLabel[role="mistake"] {{ color: {p.verdicts[Verdict.REFUSE]}; font-size: {LEAST_PIXELS}px; font-weight: 600; }}
QLabel[role="warning"] {{ background: {p.warning}; color: {p.on_warning}; border-radius: 8px; padding: 6px 12px; }}
QLabel[role="rehearsal"] {{ background: {p.warning}; color: {p.on_warning}; border-radius: 8px; padding: 4px 12px;
  font-weight: 700; }}
QPushButton {{ background: {p.chip}; border: 1px solid {p.line}; border-radius: 10px; padding: 4px 14px;
  min-height: {TOUCH - 12}px; }}
QPushButton:hover {{ border-color: {p.accent}; }}
QPushButton:pressed {{ background: {p.pressed}; }}
QPushButton:disabled {{ color: {p.dim}; background: {p.ground}; }}
QPushButton:focus, QLineEdit:focus, QComboBox:focus, QTableView:focus, QPlainTextEdit:focus {{
  border: 2px solid {p.accent}; }}
QPushButton[role="main"] {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; font-weight: 600; }}
QPushButton[role="main"]:disabled {{ background: {p.chip}; color: {p.dim}; border-color: {p.line}; }}
QPushButton[role="page"] {{ text-align: left; border: none; background: transparent; font-size: 18px;
  min-height: {TOUCH}px; }}
QPushButton[role="page"]:hover {{ background: {p.chip}; }}
QPushButton[role="page"]:focus {{ border: 2px solid {p.accent}; }}
QPushButton[role="page"]:checked {{ background: {p.accent}; color: {p.on_accent}; font-weight: 600; }}
QPushButton[role="narrow"]:checked {{ background: {p.accent}; color: {p.on_accent}; border-color: {p.accent}; }}
QPushButton[role="main"]:focus, QPushButton:checked:focus, QFrame#bar QPushButton:focus {{
  border: 3px solid {p.text}; }}
QPushButton {{ outline: none; }}
QLineEdit, QComboBox {{ background: {p.panel}; border: 1px solid {p.dim}; border-radius: 8px;
  padding: 4px 10px; min-height: {TOUCH - 12}px; selection-background-color: {p.accent};
  selection-color: {p.on_accent}; }}
QLineEdit {{ placeholder-text-color: {p.dim}; }}
QPlainTextEdit {{ background: {p.panel}; border: 1px solid {p.dim}; border-radius: 8px; padding: 6px;
  selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
QLineEdit[mistaken="true"], QPlainTextEdit[mistaken="true"] {{ border: 2px solid {p.verdicts[Verdict.REFUSE]}; }}
QComboBox QAbstractItemView {{ background: {p.panel}; selection-background-color: {p.accent};
  selection-color: {p.on_accent}; }}
QComboBox::drop-down {{ border: none; width: 30px; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; border-left: 6px solid {p.panel};
  border-right: 6px solid {p.panel}; border-top: 7px solid {p.dim}; }}
QCheckBox::indicator {{ width: 18px; height: 18px; border: 2px solid {p.dim}; border-radius: 4px;
  background: {p.panel}; }}
QCheckBox::indicator:checked {{ background: {p.accent}; border-color: {p.accent}; image: url("{_tick(p)}"); }}
QCheckBox {{ outline: none; border: 2px solid transparent; border-radius: 8px; padding: 0 4px; }}
QCheckBox:focus {{ border-color: {p.accent}; }}
QSlider {{ border: 2px solid transparent; border-radius: 8px; }}
QSlider:focus {{ border-color: {p.accent}; }}
QSlider {{ min-height: {TOUCH - 8}px; }}
QSlider::groove:horizontal {{ height: 6px; border-radius: 3px; background: {p.line}; }}
QSlider::sub-page:horizontal {{ height: 6px; border-radius: 3px; background: {p.accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {p.dim}; }}
QSlider::handle:horizontal {{ width: 24px; margin: -9px 0; border-radius: 12px; background: {p.accent}; }}
QSlider::handle:horizontal:disabled {{ background: {p.dim}; }}
QScrollBar {{ background: {p.ground}; border: none; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {p.pressed}; border-radius: 6px; min-height: 40px; min-width: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
QSplitter::handle {{ background: transparent; }}
QCheckBox {{ spacing: 10px; min-height: {TOUCH - 8}px; }}
QTableView {{ background: {p.panel}; alternate-background-color: {p.ground}; border: 1px solid {p.line};
  border-radius: 8px; gridline-color: {p.line}; selection-background-color: {p.accent};
  selection-color: {p.on_accent}; }}
QTableView::item {{ padding: 0 8px; }}
QDialog QListView, QDialog QTreeView {{ background: {p.panel}; color: {p.text};
  selection-background-color: {p.accent}; selection-color: {p.on_accent}; }}
QHeaderView {{ background: {p.chip}; border: none; }}
QHeaderView::section {{ background: {p.chip}; color: {p.dim}; border: none; border-bottom: 1px solid {p.line};
  padding: 6px 10px; font-size: {LEAST_PIXELS}px; }}
QTableCornerButton::section {{ background: {p.chip}; }}
QScrollArea {{ border: none; }}
QScrollArea#inside {{ border: 2px solid transparent; border-radius: 8px; }}
QScrollArea#inside:focus {{ border-color: {p.accent}; }}
QProgressBar {{ background: {p.chip}; border: none; border-radius: 8px; min-height: 16px; max-height: 16px; }}
QProgressBar::chunk {{ background: {p.accent}; border-radius: 8px; }}
QFrame#bar[mood="good"] {{ background: {good}; border-radius: 10px; }}
QFrame#bar[mood="bad"] {{ background: {bad}; border-radius: 10px; }}
QFrame#bar QLabel {{ color: {WHITE}; }}
QFrame#bar QPushButton {{ color: {WHITE}; background: transparent; border: 1px solid {WHITE}; }}
QFrame#strip {{ background: {p.panel}; border: 1px solid {p.line}; border-radius: 10px; }}
QToolTip {{ background: {p.panel}; color: {p.text}; border: 1px solid {p.line}; }}
"""
