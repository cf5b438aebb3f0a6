"""The words of Qt's own dialogs, for files and printers, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QFileDialog, QWidget

from gate_terminal.domain.words import Language

# Qt's own Chinese leaves these out.
_LOOK_IN = {Language.ZH: "位置:", Language.EN: "Look in:"}
_FILE_TYPE = {Language.ZH: "文件类型:", Language.EN: "Files of type:"}
_FILES = {Language.ZH: "qtbase_zh_CN", Language.EN: "qtbase_en"}


class DialogWords(QObject):
    """Puts the words of one language in the place of another's; where Qt came without them they stay English."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words: dict[Language, QTranslator] = {}
        self._spoken: Language | None = None

    def speak(self, language: Language) -> None:
        """Let dialogs that are opened from now on speak `language`."""
        if language is self._spoken:
            return
        if self._spoken is not None:
            QCoreApplication.removeTranslator(self._words[self._spoken])
        if language not in self._words:
            self._words[language] = QTranslator(self)
            self._words[language].load(_FILES[language], QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        QCoreApplication.installTranslator(self._words[language])
        self._spoken = language


def file_dialog(parent: QWidget, title: str, language: Language, name: str = "") -> QFileDialog:
    """Return a dialog for a file or directory, with `name` in its field; what it is for is the caller's to say."""
    dialog = QFileDialog(parent, title, name)
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _LOOK_IN[language])
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, _FILE_TYPE[language])
    return dialog
