"""``decode`` prints a line for each picture, and goes on past what is no picture; its bench compares readers."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from gate_terminal.application.commands.bench_decode import Tally, bench_decode
from gate_terminal.application.commands.bench_video import quantile
from gate_terminal.application.commands.decode import decode
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.pictures import load_picture
from gate_terminal.domain.faults import WorldFault, WrongUse


def save(path: Path, picture: Picture) -> str:
    path.write_bytes(cv2.imencode(path.suffix, picture)[1].tobytes())
    return str(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path / "one__出入证.png", draw_qr("李四|12-B\r\nsecond line", module=6))
    save(tmp_path / "two__pass.jpg", draw_qr("GP1ABC", module=6))
    save(tmp_path / "none__wall.png", np.full((200, 200), 90, dtype=np.uint8))
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_picture_has_its_line_with_texts_time_and_reader(folder: Path) -> None:
    files = [str(folder / name) for name in ("one__出入证.png", "two__pass.jpg", "none__wall.png")]
    result = CliRunner().invoke(decode, files)
    assert result.exit_code == 0
    assert [line["file"] for line in lines(result)] == files
    assert [line["texts"] for line in lines(result)] == [["李四|12-B\nsecond line"], ["GP1ABC"], []]
    assert [line["reader"] for line in lines(result)] == ["zxing", "zxing", None]
    assert all(line["ms"] > 0 for line in lines(result))


def test_what_is_no_picture_is_told_and_the_rest_goes_on(folder: Path) -> None:
    files = [str(folder / name) for name in ("notes.txt", "gone.png", "two__pass.jpg")]
    result = CliRunner().invoke(decode, files)
    assert result.exit_code == 3
    assert [line["texts"] for line in lines(result)] == [["GP1ABC"]]
    assert len(result.stderr.splitlines()) == 2
    assert "notes.txt is no picture" in result.stderr
    assert "gone.png cannot be read" in result.stderr


@pytest.mark.parametrize("name", ["zxing", "zbar", "opencv"])
def test_one_reader_can_be_asked_alone(folder: Path, name: str) -> None:
    result = CliRunner().invoke(decode, [str(folder / "two__pass.jpg"), "--only", name])
    assert [line["reader"] for line in lines(result)] == [name]


def test_a_budget_of_nothing_leaves_the_first_look(folder: Path) -> None:
    result = CliRunner().invoke(
        decode, ["--budget", "0", str(folder / "two__pass.jpg"), str(folder / "none__wall.png")]
    )
    assert [line["texts"] for line in lines(result)] == [["GP1ABC"], []]


def test_an_unknown_reader_or_no_file_is_wrong_use(folder: Path) -> None:
    assert CliRunner().invoke(decode, [str(folder / "two__pass.jpg"), "--only", "eagle"]).exit_code == 2
    assert CliRunner().invoke(decode, []).exit_code == 2


def test_a_transparent_background_is_white_paper(tmp_path: Path) -> None:
    symbol = draw_qr("clear", module=6)
    image = np.zeros((*symbol.shape, 4), dtype=np.uint8)
    image[:, :, 3] = 255 - symbol
    assert np.array_equal(load_picture_of(tmp_path, image), symbol)


def load_picture_of(folder: Path, image: Picture) -> Picture:
    save(folder / "picture.png", image)
    return load_picture(folder / "picture.png")


@pytest.fixture
def odd(tmp_path: Path, root: Path) -> Path:
    """Pictures as they come, and what only bears their name."""
    symbol = draw_qr("odd", module=3)
    ink = np.zeros((*symbol.shape, 4), dtype=np.uint16)
    ink[:, :, 3] = (255 - symbol.astype(np.uint16)) * 257
    large = np.full((10_000, 10_000), 255, dtype=np.uint8)
    large[5000 : 5000 + symbol.shape[0], 3000 : 3000 + symbol.shape[1]] = symbol
    frames = cv2.Animation()
    frames.frames = [cv2.cvtColor(one, cv2.COLOR_GRAY2BGRA) for one in (symbol, 255 - symbol)]
    frames.durations = [100, 100]
    cv2.imwriteanimation(str(tmp_path / "animated.gif"), frames)
    for name, image in (
        ("deep.png", symbol.astype(np.uint16) * 257),
        ("deep-ink.png", ink),
        ("a-hundred-megapixels.png", large),
        ("thread.png", np.zeros((100, 1), dtype=np.uint8)),
        ("lying-thread.png", np.zeros((1, 100), dtype=np.uint8)),
        ("dot.png", np.zeros((1, 1), dtype=np.uint8)),
        ("z-last.png", symbol),
    ):
        assert cv2.imwrite(str(tmp_path / name), image)
    (tmp_path / "cmyk.jpg").write_bytes((root / "tests" / "data" / "cmyk.jpg").read_bytes())
    whole = (tmp_path / "z-last.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "no-bytes.png").touch()
    (tmp_path / "directory.png").mkdir()
    # It claims to be 60,000 pixels wide and high.
    (tmp_path / "claims.png").write_bytes(whole[:16] + b"\0\0\xea\x60" * 2 + whole[24:])
    return tmp_path


def test_odd_pictures_are_read_or_told_and_the_next_one_is_read(odd: Path) -> None:
    files = [*sorted(odd.iterdir(), key=lambda path: path.name), odd / "zz-missing.png"]
    result = CliRunner().invoke(decode, [str(file) for file in files])
    assert result.exit_code == 3
    texts = {Path(line["file"]).name: line["texts"] for line in lines(result)}
    read = {name for name, found in texts.items() if found}
    assert read == {
        "a-hundred-megapixels.png",
        "animated.gif",
        "cmyk.jpg",
        "deep-ink.png",
        "deep.png",
        "z-last.png",
    }
    assert texts["thread.png"] == texts["lying-thread.png"] == texts["dot.png"] == []
    told = result.stderr.splitlines()
    assert len(told) == 5
    for name in ("claims.png", "cut.png", "directory.png", "no-bytes.png", "zz-missing.png"):
        assert any(name in sentence and sentence.endswith(".") for sentence in told)
    assert "Traceback" not in result.output


def test_deep_pictures_are_loaded_and_empty_files_told(tmp_path: Path) -> None:
    assert load_picture_of(tmp_path, np.full((5, 5), 40000, dtype=np.uint16)).dtype == np.uint8
    (tmp_path / "empty.png").touch()
    with pytest.raises(WorldFault, match="is no picture"):
        load_picture(tmp_path / "empty.png")


def manifest(folder: Path, rows: list[tuple[str, ...]]) -> None:
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "expected", "kind"])
        writer.writerows(rows)


def test_the_bench_counts_a_folder_by_reader_half_and_category(folder: Path) -> None:
    manifest(
        folder,
        [
            ("one__出入证.png", "李四|12-B\nsecond line", "qr"),
            ("two__pass.jpg", "SOMETHING ELSE", "qr"),
            ("none__wall.png", "", "neg"),
            ("notes.txt", "", "qr"),
        ],
    )
    result = CliRunner().invoke(bench_decode, ["--corpus", str(folder), "--json", "--frames", "30", "--passes", "4"])
    assert result.exit_code == 0, result.output
    told = {(line["reader"], line["group"]): line for line in lines(result) if "reader" in line}
    assert told["cascade", "all"]["pictures"] == 2
    assert told["cascade", "all"]["read"] == 1
    assert told["cascade", "all"]["wrong"] == 1
    assert told["zbar", "one"]["rate"] == 100.0
    assert told["cascade", "without a code"]["wrong"] == 0
    assert {"floor", "zxing", "opencv"} <= {reader for reader, _ in told}
    scenes = [line for line in lines(result) if "scene" in line]
    assert [scene["read"] for scene in scenes[:3]] == [30, 0, 0]
    usual = scenes[3]
    assert (usual["frames"], usual["passes"], usual["never"]) == (8, 4, 0)
    assert usual["still_rate"] >= 75
    assert usual["first_ms_p50"] <= 300


def test_the_bench_makes_its_own_pictures_where_no_folder_is_given() -> None:
    result = CliRunner().invoke(bench_decode, ["--pictures", "12", "--frames", "30", "--passes", "4"])
    assert result.exit_code == 0
    assert "nominal" in result.stdout
    assert "without a code" in result.stdout
    assert "nothing moves" in result.stdout
    assert "first read after" in result.stdout


def test_a_folder_without_a_usable_manifest_is_told(tmp_path: Path) -> None:
    missing = CliRunner().invoke(bench_decode, ["--corpus", str(tmp_path)])
    assert isinstance(missing.exception, WorldFault)
    (tmp_path / "manifest.csv").write_text("name,text\na,b\n")
    assert isinstance(CliRunner().invoke(bench_decode, ["--corpus", str(tmp_path)]).exception, WrongUse)


def test_a_reading_of_another_text_is_wrong_and_none_is_not() -> None:
    tally = Tally("r", "g")
    for texts in (["right"], ["wrong"], [], ["other", "right"]):
        tally.add("right", texts, 1.0)
    figures = tally.figures()
    assert (figures["pictures"], figures["read"], figures["wrong"], figures["rate"]) == (4, 2, 1, 50.0)


def test_quantiles_are_values_that_occurred() -> None:
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([5.0] * 99 + [50.0], 0.99) == 50.0
    assert quantile([], 0.5) == 0.0
