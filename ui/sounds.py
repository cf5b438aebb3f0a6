"""Plays the verdicts' tones and speaks their prompts, where this computer can; silent where it cannot."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QLocale, QObject
from PySide6.QtMultimedia import QAudio, QAudioFormat, QAudioSink, QMediaDevices
from PySide6.QtTextToSpeech import QTextToSpeech, QVoice

from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.sentences import prompt
from gate_terminal.domain.words import Language, Verdict

from .tones import RATE, REPEATED, samples

_LOCALES = {
    Language.ZH: QLocale(QLocale.Language.Chinese, QLocale.Country.China),
    Language.EN: QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom),
}
_SHOWN = frozenset({Stage.SHOWING, Stage.HOLDING})
_LASTS = _SHOWN | {Stage.OUT_OF_SERVICE}
"""A fault over a fever does not acknowledge it."""
_SILENT_ENGINES = frozenset({"mock"})


def answer_to_sound(before: Screen, after: Screen) -> Answer | None:
    """Return the answer that has just come onto the screen, None where nothing new is to be heard."""
    if after.stage not in _SHOWN or after.answer is None or after.answer is before.answer:
        return None
    return after.answer


def goes_on(screen: Screen) -> bool:
    """Tell whether a sound that repeats itself still has its reason on the screen."""
    return screen.stage in _LASTS and screen.answer is not None and screen.answer.decision.verdict in REPEATED


class Sounds(QObject):
    """Tones on the computer's own sound output."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._form = QAudioFormat()
        self._form.setSampleRate(RATE)
        self._form.setChannelCount(1)
        self._form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._waves = {verdict: QByteArray(samples(verdict)) for verdict in Verdict}
        self._sink: QAudioSink | None = None
        self._buffer = QBuffer(self)
        self._repeats = False

    def followed(self, before: Screen, after: Screen) -> None:
        """Sound a new answer; fall silent when an alarm was acknowledged."""
        if self._repeats and not goes_on(after):
            self.stop()
        answer = answer_to_sound(before, after)
        if answer is not None:
            self._play(answer.decision.verdict)

    def stop(self) -> None:
        """Fall silent."""
        self._repeats = False
        if self._sink is not None:
            self._sink.stop()

    def _play(self, verdict: Verdict) -> None:
        # Looked up each time: loudspeakers are plugged in and out while the gate works.
        device = QMediaDevices.defaultAudioOutput()
        if device.isNull() or not device.isFormatSupported(self._form):
            return
        self.stop()
        sink = QAudioSink(device, self._form, self)
        sink.stateChanged.connect(self._state_changed)
        if self._sink is not None:
            self._sink.deleteLater()
        self._sink = sink
        self._buffer.close()
        self._buffer.setData(self._waves[verdict])
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._repeats = verdict in REPEATED
        sink.start(self._buffer)

    def _state_changed(self, state: QAudio.State) -> None:
        if state is QAudio.State.IdleState and self._repeats and self._sink is not None:
            self._buffer.seek(0)
            self._sink.start(self._buffer)


class Voice(QObject):
    """Speaks what the gate says, in the language of the screen, where that language has a voice here."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        engines = [engine for engine in QTextToSpeech.availableEngines() if engine not in _SILENT_ENGINES]
        self._speech = QTextToSpeech(engines[0], self) if engines else None
        self._voices: dict[Language, QVoice | None] = {}

    def followed(self, before: Screen, after: Screen) -> None:
        """Speak the prompt of a new answer, unless the guard has switched that off."""
        if self._speech is not None and before.voice and not after.voice:
            self._speech.stop()
        answer = answer_to_sound(before, after) if after.voice else None
        if answer is None or self._speech is None or self._speech.state() is QTextToSpeech.State.Error:
            return
        voice = self._voice(self._speech, after.language)
        if voice is not None:
            self._speech.setVoice(voice)
            self._speech.say(prompt(answer.decision, answer.attempt, after.language))

    def _voice(self, speech: QTextToSpeech, language: Language) -> QVoice | None:
        if language not in self._voices:
            wanted = _LOCALES[language]
            found = next(
                (locale for locale in speech.availableLocales() if locale.language() is wanted.language()), None
            )
            if found is not None:
                speech.setLocale(found)
            voices = speech.availableVoices() if found is not None else []
            self._voices[language] = voices[0] if voices else None
        return self._voices[language]
