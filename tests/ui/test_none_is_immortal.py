"""PySide6 must not drop references to None: some builds did at every call, and the interpreter died of it."""

import sys

from PySide6.QtWidgets import QApplication, QLabel

CALLS = 1000


def test_qt_calls_that_return_none_keep_its_references(application: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
        label.update()
        application.processEvents()
    lost = before - sys.getrefcount(None)
    # An honest build moves it by a handful; the faulty ones lose one at each of the 3,000 calls.
    assert lost < CALLS / 10
