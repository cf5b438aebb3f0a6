"""A network camera that speaks RTSP is read like any other, hangs up and is found again.

The camera is a small one of the test's own: JPEG pictures over RTP (RFC 2435) inside of the RTSP connection (RFC 2326).
"""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from gate_terminal.devices.cameras import open_camera
from gate_terminal.devices.capture import CameraState, Capture, Patience
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture, View
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.readers import ZxingReader

WIDTH, HEIGHT = 320, 240
LONGEST = 1200
"""Bytes of a picture in one packet."""
SDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=gate\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:track1\r\n"


def shown(number: int) -> Picture:
    """A card with a code before a wall whose shade changes."""
    scene = np.full((HEIGHT, WIDTH, 3), 90 + number % 40, dtype=np.uint8)
    symbol = draw_qr("RTSP", module=5)
    scene[20 : 20 + symbol.shape[0], 60 : 60 + symbol.shape[1]] = symbol[:, :, None]
    return scene


def taken_apart(jpeg: bytes) -> tuple[bytes, bytes]:
    """Return the tables of quantisation of a JPEG, and its scan."""
    tables, at = b"", 2
    while True:
        marker, length = struct.unpack_from(">HH", jpeg, at)
        if marker == 0xFFDB:
            tables += b"".join(jpeg[i + 1 : i + 65] for i in range(at + 4, at + 2 + length, 65))
        at += 2 + length
        if marker == 0xFFDA:
            return tables, jpeg[at:-2]


def packets(number: int, sequence: int) -> Iterator[bytes]:
    """Yield the packets of one picture."""
    ok, jpeg = cv2.imencode(".jpg", shown(number), [cv2.IMWRITE_JPEG_QUALITY, 80])
    assert ok
    tables, scan = taken_apart(jpeg.tobytes())
    for at in range(0, len(scan), LONGEST):
        part = scan[at : at + LONGEST]
        last = at + LONGEST >= len(scan)
        head = struct.pack(">BBHII", 0x80, 26 | (0x80 if last else 0), sequence & 0xFFFF, number * 3000, 7)
        kind = struct.pack(">IBBBB", at, 1, 255, WIDTH // 8, HEIGHT // 8)
        quantisation = struct.pack(">BBH", 0, 0, len(tables)) + tables if at == 0 else b""
        yield head + kind + quantisation + part
        sequence += 1


class RtspCamera(socketserver.StreamRequestHandler):
    """Answers the four questions of RTSP and then gives pictures, until `pictures` were given."""

    pictures = 10_000
    opened = 0

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            while (request := self.question()) is not None:
                self.answer(*request)
                if request[0] == "PLAY":
                    type(self).opened += 1
                    self.play()
                    return

    def question(self) -> tuple[str, dict[str, str]] | None:
        first = self.rfile.readline().decode("ascii").split()
        if not first:
            return None
        heads = {}
        while line := self.rfile.readline().decode("ascii").strip():
            name, _, value = line.partition(":")
            heads[name.lower()] = value.strip()
        return first[0], heads

    def answer(self, method: str, heads: dict[str, str]) -> None:
        more, body = "", ""
        if method == "OPTIONS":
            more = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            more, body = f"Content-Type: application/sdp\r\nContent-Length: {len(SDP)}\r\n", SDP
        elif method == "SETUP":
            if "TCP" not in heads["transport"]:
                self.wfile.write(f"RTSP/1.0 461 Unsupported transport\r\nCSeq: {heads['cseq']}\r\n\r\n".encode())
                return
            more = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n"
        elif method == "PLAY":
            more = "Session: 1\r\n"
        self.wfile.write(f"RTSP/1.0 200 OK\r\nCSeq: {heads['cseq']}\r\n{more}\r\n{body}".encode())

    def play(self) -> None:
        sequence = 0
        for number in range(self.pictures):
            for packet in packets(number, sequence):
                self.wfile.write(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
                sequence += 1
            time.sleep(0.02)


class ShortRtspCamera(RtspCamera):
    """Hangs up after a second or two, every time."""

    pictures = 60


@contextlib.contextmanager
def served(kind: type[RtspCamera]) -> Iterator[str]:
    kind.opened = 0
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"rtsp://127.0.0.1:{server.server_address[1]}/gate"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def patience() -> Patience:
    return Patience(first_retry=0.05, longest_retry=0.1)


def test_a_pass_is_read_through_an_rtsp_camera() -> None:
    with served(RtspCamera) as address:
        camera = open_camera(address)
        first = camera.read()
        camera.skip()
        second = camera.read(View.LOOK)
        camera.close()
    assert first.shape == (HEIGHT, WIDTH, 3)
    assert [s.payload for s in ZxingReader().read(cv2.cvtColor(first, cv2.COLOR_BGR2GRAY)).sightings] == [b"RTSP"]
    assert (first != second).any(), "time goes on"


def test_an_rtsp_camera_that_hangs_up_is_lost_and_found_again(patience: Patience) -> None:
    with served(ShortRtspCamera) as address:
        capture = Capture(lambda: open_camera(address), patience=patience)
        capture.start()
        seen, end = set(), time.monotonic() + 40
        try:
            while time.monotonic() < end and not (CameraState.LOST in seen and ShortRtspCamera.opened > 2):
                seen.add(capture.status().state)
                time.sleep(0.005)
            assert {CameraState.LIVE, CameraState.LOST} <= seen
            frame = capture.wait_newer(0, 20)
            assert frame is not None
            assert frame.image.shape == (HEIGHT, WIDTH, 3)
        finally:
            capture.stop()
