"""Printed cards: every code and serial can be read back from the paper, in its place and in its size."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pytest
import zxingcpp
from gate_terminal.ui import cards as drawing
from gate_terminal.ui.cards import draw_page, pdf_of
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from gate_terminal.__main__ import main
from gate_terminal.application.cards import Block, Card, PrintRun, Wanted, cards_of
from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import CardSettings, Settings, SiteSettings, read_settings, write_settings
from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.practice import practice_signing_key
from gate_terminal.credentials.serial import printed_serial
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassKind, PassStatus
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Language

Pixels = npt.NDArray[np.uint8]

DPI = 150
DOTS_PER_MM = DPI / 25.4
POINTS_PER_MM = 72 / 25.4
SITE = "君庭湖畔"
UNTIL = date(2021, 2, 6)


def a_card(number: int = 0, *, home: str | Block | None = None, practice: bool = False) -> Card:
    pass_id = (0x5A1C0FFEE7 + number).to_bytes(5)
    claims = Claims(3001, pass_id, (0xC0FFEE01 + number).to_bytes(4), Kind.RESIDENT, date(2020, 2, 7), UNTIL)
    return Card(
        serial=printed_serial(pass_id),
        kind=PassKind.RESIDENT,
        until=UNTIL,
        home=f"{number + 1}-2-501" if home is None else home,
        phone=f"138{number:08d}",
        text=write_pass(claims, practice_signing_key()),
        practice=practice,
    )


def a_run(*cards: Card, language: Language = Language.ZH) -> PrintRun:
    return PrintRun(SITE, language, cards)


class Paper:
    """A PDF as somebody sees it who holds the sheets."""

    def __init__(self, pdf: bytes) -> None:
        self.bytes = pdf
        self.document = pdfium.PdfDocument(pdf)

    def picture(self, page: int = 0) -> Pixels:
        """The sheet at 150 dpi: (H, W, 3), blue, green, red."""
        pixels = self.document[page].render(scale=DPI / 72).to_numpy()
        return np.asarray(pixels, np.uint8)

    def of_card(self, place: int, page: int = 0) -> Pixels:
        """The picture of the card in one place of a sheet, with half a millimetre cut off all round."""
        row, column = divmod(place, 2)
        left, top = 105 * column + 0.5, 0.5 + 74 * row + 0.5
        edges = [round(mm * DOTS_PER_MM) for mm in (top, top + 73, left, left + 104)]
        return self.picture(page)[edges[0] : edges[1], edges[2] : edges[3]]

    def words(self, place: int, page: int = 0) -> str:
        """The text of the card in one place, without spaces; radicals are characters again."""
        row, column = divmod(place, 2)
        top = 297 - (0.5 + 74 * row)
        box = (105 * column, top - 74, 105 * (column + 1), top)
        text = self.document[page].get_textpage().get_text_bounded(*(mm * POINTS_PER_MM for mm in box))
        return "".join(text.split())

    @property
    def all_words(self) -> str:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in self.document)


def side_in_mm(seen: zxingcpp.Barcode) -> float:
    corners = seen.position
    across = corners.top_right.x - corners.top_left.x
    down = corners.bottom_left.y - corners.top_left.y
    return (across + down) / 2 / DOTS_PER_MM


def test_every_code_is_read_back_from_the_sheet_in_its_place() -> None:
    run = a_run(*(a_card(number) for number in range(11)))
    paper = Paper(pdf_of(run))
    assert len(paper.document) == run.pages == 2
    read = [
        [seen.text for seen in zxingcpp.read_barcodes(paper.of_card(place, page))]
        for page in range(2)
        for place in range(8)
    ]
    assert read == [[card.text] for card in run.cards] + [[]] * 5


def test_the_symbol_is_49_and_a_half_millimetres_wide() -> None:
    paper = Paper(pdf_of(a_run(*(a_card(number) for number in range(8)))))
    sides = [side_in_mm(seen) for seen in zxingcpp.read_barcodes(paper.picture())]
    assert len(sides) == 8
    assert sides == pytest.approx([49.53] * 8, abs=0.35)


def test_every_module_is_13_printer_dots_and_begins_on_a_whole_one() -> None:
    paper = Paper(pdf_of(a_run(*(a_card(number) for number in range(8)))))
    symbols = list(paper.document[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]))
    assert len(symbols) == 8
    for symbol in symbols:
        assert symbol.get_px_size() == (45 * 13, 45 * 13)
        left, bottom, right, top = (points / 72 * 300 for points in symbol.get_bounds())
        assert (right - left, top - bottom) == pytest.approx((585, 585), abs=0.02)
        assert left == pytest.approx(round(left), abs=0.02)
        from_above = paper.document[0].get_height() / 72 * 300 - top
        assert from_above == pytest.approx(round(from_above), abs=0.02)


def test_symbols_are_kept_as_bits_never_as_a_photograph() -> None:
    pdf = pdf_of(a_run(*(a_card(number) for number in range(8))))
    assert b"DCTDecode" not in pdf
    assert pdf.count(b"/BitsPerComponent 1\n") == 8


def test_serial_until_date_kind_address_and_phone_stand_on_their_own_card() -> None:
    run = a_run(*(a_card(number) for number in range(8)))
    paper = Paper(pdf_of(run))
    for place, card in enumerate(run.cards):
        words = paper.words(place)
        assert card.serial in words
        assert "2021-02-06" in words
        assert str(card.home) in words
        assert card.phone in words
        for other in run.cards:
            assert other is card or other.serial not in words


def test_the_serial_is_printed_in_14_points_or_more() -> None:
    card = a_card()
    page = Paper(pdf_of(a_run(card))).document[0].get_textpage()
    start = page.get_text_range().index(card.serial)
    places = range(start, start + len(card.serial))
    heights = [top - bottom for _, bottom, _, top in map(page.get_charbox, places)]
    widths = [right - left for left, _, right, _ in (page.get_charbox(place, loose=True) for place in places)]
    # Capitals and digits are seven tenths of the size high, hyphens are not.
    assert max(heights) >= 14 * 0.69
    assert max(widths) - min(widths) < 0.1


def test_chinese_is_embedded_in_the_file() -> None:
    pdf = pdf_of(a_run(a_card(home="王家村12号")))
    assert re.search(rb"/FontFile[23]? ", pdf)
    # Some characters come back as their radicals, which look the same.
    assert "王家村12号" in Paper(pdf).words(0)


@pytest.mark.parametrize(("language", "word"), [(Language.ZH, "居"), (Language.EN, "Resident")])
def test_the_words_are_those_of_the_language(language: Language, word: str) -> None:
    assert word in Paper(pdf_of(a_run(a_card(), language=language))).words(0)


def test_there_is_room_for_dates_by_hand() -> None:
    card = Paper(pdf_of(a_run(a_card()))).of_card(0)
    # Below the head of the table: cells of 18 by 5 mm with nothing in them.
    top, left = round((46 - 0.5) * DOTS_PER_MM), round((64 - 0.5) * DOTS_PER_MM)
    cells = card[top : top + round(22 * DOTS_PER_MM), left : left + round(16 * DOTS_PER_MM)]
    lines = np.flatnonzero(cells.min(axis=(1, 2)) < 200)
    groups = np.split(lines, np.flatnonzero(np.diff(lines) > 2) + 1)
    gaps = np.diff([group.mean() for group in groups])
    assert len(gaps) >= 3
    assert gaps == pytest.approx(5 * DOTS_PER_MM, abs=1.5)


def coloured(pixels: Pixels) -> float:
    """Return the part of a picture that is neither black, white nor grey."""
    spread = pixels.max(axis=2).astype(int) - pixels.min(axis=2)
    return float((spread > 60).mean())


def test_a_practice_card_is_striped_and_says_so_and_a_real_one_is_black_and_white() -> None:
    paper = Paper(pdf_of(a_run(a_card(0, practice=True), a_card(1))))
    assert coloured(paper.of_card(0)) > 0.08
    assert coloured(paper.of_card(1)) == 0
    assert "演练" in paper.words(0)
    assert "演练" not in paper.words(1)


@pytest.mark.parametrize("practice", [False, True])
def test_around_the_symbol_four_modules_are_white(practice: bool) -> None:
    card = Paper(pdf_of(a_run(a_card(practice=practice)))).of_card(0)
    (seen,) = zxingcpp.read_barcodes(card)
    corners = seen.position
    quiet = 4 * 13 * DPI / 300
    left, top = corners.top_left.x, corners.top_left.y
    right, bottom = corners.bottom_right.x, corners.bottom_right.y
    outer = card[round(top - quiet + 2) : round(bottom + quiet - 2), round(left - quiet + 2) : round(right + quiet - 2)]
    ring = outer.copy()
    edge = round(quiet) - 4
    ring[edge:-edge, edge:-edge] = 255
    assert ring.min() == 255


def test_cut_marks_stand_where_cards_meet_and_leave_the_edge_of_the_sheet_free() -> None:
    sheet = Paper(pdf_of(a_run(a_card()))).picture().min(axis=2)
    for row in (1, 2, 3):
        y, x = round((0.5 + 74 * row) * DOTS_PER_MM), round(105 * DOTS_PER_MM)
        assert sheet[y - 2 : y + 3, x - 2 : x + 3].min() < 200
    edge = round(4.5 * DOTS_PER_MM)
    for strip in (sheet[:edge], sheet[-edge:], sheet[:, :edge], sheet[:, -edge:]):
        assert strip.min() == 255


ADDRESSES = st.text("王家村大槐树下东头第三个院子0123456789-ABCgjy号楼单元 ", min_size=1, max_size=80)


@settings(max_examples=60)
@given(home=ADDRESSES, phone=st.text("0123456789-转 ", max_size=40), practice=st.booleans())
def test_no_address_and_no_phone_leaves_its_column(home: str, phone: str, practice: bool) -> None:
    plain, told = (
        picture_of(replace(a_card(practice=practice), home=one, phone=other))
        for one, other in (("", ""), (home, phone))
    )
    changed = np.argwhere(plain != told)
    if changed.size:
        (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
        assert left >= 62.4 * DOTS_PER_MM
        assert right <= 101 * DOTS_PER_MM
        assert top >= (0.5 + 24) * DOTS_PER_MM
        assert bottom <= (0.5 + 40.5) * DOTS_PER_MM


def picture_of(card: Card) -> Pixels:
    """Return a sheet as a preview would draw it, at 150 dpi in grey."""
    image = QImage(1240, 1754, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.scale(DPI / 300, DPI / 300)
    draw_page(painter, a_run(card), 0)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(1754, image.bytesPerLine())[:, :1240].copy()


def test_what_a_preview_draws_can_be_read_too() -> None:
    card = a_card()
    assert [seen.text for seen in zxingcpp.read_barcodes(picture_of(card))] == [card.text]


def test_a_run_that_is_stopped_leaves_qt_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    run = a_run(*(a_card(number) for number in range(9)))

    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pdf_of(run, stop)
    with monkeypatch.context() as patched:
        # In the midst of a card; Qt would complain about a painter that was left half way.
        patched.setattr(drawing, "_draw_symbol", stop)
        with pytest.raises(KeyboardInterrupt):
            pdf_of(run)
    assert len(Paper(pdf_of(run)).document) == 2


def test_progress_counts_the_pages() -> None:
    told: list[tuple[int, int]] = []
    pdf_of(a_run(*(a_card(number) for number in range(17))), lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# The command


ROSTER = (
    "住址,电话,成员\n3-2-501,13812345678,张三;李四\n3-2-502,13812345679,王五\n10-1-101,13912345678,赵六\n王家村12号,,\n"
)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Place(tmp_path_factory.mktemp("founded") / "terminal")
    found(place, Settings(SiteSettings(name=SITE)), Policy(), datetime.now(SITE_ZONE))
    roster = place.root / "roster.csv"
    roster.write_text(ROSTER, "utf-8")
    with open_office(place) as office:
        office.carry_out(office.plan_import(roster), "office")
        office.issue([sheet.household.id for sheet in office.register.households()], "office")
    return place.root


@pytest.fixture
def place(founded: Path, tmp_path: Path) -> Place:
    shutil.copytree(founded, tmp_path / "terminal")
    return Place(tmp_path / "terminal")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "printed").mkdir()
    return tmp_path / "printed" / "cards.pdf"


Print = Callable[..., int]


@pytest.fixture
def print_cards(place: Place, out: Path) -> Print:
    def run(*arguments: str) -> int:
        with pytest.raises(SystemExit) as left:
            main(["--data", str(place.root), "passes", "print", "--out", str(out), *arguments])
        return int(left.value.code or 0)

    return run


def serials(place: Place) -> dict[str, str]:
    with open_office(place) as office:
        return {record.address: record.serial for record in office.book.passes(status=PassStatus.ACTIVE)}


def test_all_valid_passes_are_printed_in_the_order_of_the_houses(
    place: Place, out: Path, print_cards: Print, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_cards("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cards"], told["pages"]) == (4, 1)
    assert told["seconds"] > 0
    paper, by_address = Paper(out.read_bytes()), serials(place)
    printed = [paper.words(number) for number in range(4)]
    for words, address in zip(printed, ["王家村12号", "3-2-501", "3-2-502", "10-1-101"], strict=True):
        assert by_address[address] in words
        assert address in words


@pytest.mark.parametrize(
    ("options", "addresses"),
    [
        (["--building", "3"], {"3-2-501", "3-2-502"}),
        (["--household", "3号楼2单元501"], {"3-2-501"}),
        (["--household", "3-2-502", "--household", "10-1-101"], {"3-2-502", "10-1-101"}),
        (["--building", "3", "--household", "10-1-101"], set()),
        (["--issued-since", "2020-01-01"], {"3-2-501", "3-2-502", "10-1-101", "王家村12号"}),
        (["--issued-since", "2999-01-01"], set()),
    ],
)
def test_only_what_was_asked_for_is_printed(
    place: Place, out: Path, print_cards: Print, options: list[str], addresses: set[str]
) -> None:
    assert print_cards(*options) == (0 if addresses else 1)
    assert out.exists() == bool(addresses)
    if addresses:
        words = Paper(out.read_bytes()).all_words
        assert {address for address, serial in serials(place).items() if serial in words} == addresses


def test_one_pass_is_printed_by_its_serial_as_typed(place: Place, out: Path, print_cards: Print) -> None:
    wanted = serials(place)["3-2-502"]
    assert print_cards("--serial", wanted.lower().replace("-", " ")) == 0
    words = Paper(out.read_bytes()).all_words
    assert [serial for serial in serials(place).values() if serial in words] == [wanted]


def test_a_guest_has_a_card_too(place: Place, out: Path, print_cards: Print) -> None:
    with open_office(place) as office:
        guest = office.issue_to_guest("周七", "3-2-501", "office", kind=PassKind.VISITOR)
    assert print_cards() == 0
    paper = Paper(out.read_bytes())
    assert guest.serial in paper.words(4)
    assert "来访" in paper.words(4)


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (["--household", "9-9-999"], 1, "No household lives at 9-9-999"),
        (["--serial", "B8E0-ZZQ7-Z"], 1, "No pass B8E0-ZZQ7-Z was issued here"),
        (["--serial", "B8E0-ZZQ7-A"], 2, "check character"),
    ],
)
def test_an_unknown_household_or_serial_is_named_and_nothing_printed(
    out: Path, print_cards: Print, capsys: pytest.CaptureFixture[str], options: list[str], code: int, sentence: str
) -> None:
    assert print_cards(*options) == code
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_a_cancelled_pass_is_never_printed(
    place: Place, out: Path, print_cards: Print, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = serials(place)["3-2-501"]
    with open_office(place) as office:
        office.revoke(lost, PassStatus.LOST, "office")
    assert print_cards("--serial", lost) == 2
    assert f"Pass {lost} was cancelled (lost)" in capsys.readouterr().err
    assert print_cards() == 0
    assert lost not in Paper(out.read_bytes()).all_words


def test_an_expired_pass_is_never_printed(
    place: Place, out: Path, print_cards: Print, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_office(place) as office:
        household = office.register.household_by_address("3-2-501")
        assert household is not None
        day = office.today - timedelta(days=9)
        (old,) = office.issue([household.id], "office", begin=day, until=day + timedelta(days=7))
    assert print_cards("--serial", old.serial) == 2
    assert "expired on" in capsys.readouterr().err
    assert print_cards() == 0
    assert old.serial not in Paper(out.read_bytes()).all_words


@pytest.mark.parametrize("by_setting", [False, True])
def test_with_the_house_block_only_neither_room_nor_phone_is_printed(
    place: Place, out: Path, print_cards: Print, by_setting: bool
) -> None:
    if by_setting:
        write_settings(
            place.settings, replace(read_settings(place.settings), cards=CardSettings(house_block_only=True))
        )
    assert print_cards(*([] if by_setting else ["--house-block-only"])) == 0
    words = Paper(out.read_bytes()).all_words
    for secret in ("501", "502", "101", "12号", "13812345678", "13912345678"):
        assert secret not in re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", "", words)
    assert "3号楼" in words
    assert "10号楼" in words
    assert "王家村" in words
    assert print_cards("--full-address") == 0
    assert "13812345678" in Paper(out.read_bytes()).all_words


def test_printing_full_addresses_is_logged_and_printing_blocks_is_not(place: Place, print_cards: Print) -> None:
    def logged() -> list[str]:
        with open_office(place) as office:
            return [line.what for line in office.register.log() if line.why == "cards printed"]

    print_cards("--house-block-only")
    assert logged() == []
    print_cards("--by", "小陈")
    assert logged() == ["4 cards with address and phone"]


def test_practice_passes_of_a_rehearsal_look_it(place: Place, out: Path, print_cards: Print) -> None:
    settings = read_settings(place.settings)
    write_settings(place.settings, replace(settings, site=replace(settings.site, practice=True)))
    assert print_cards() == 0
    assert coloured(Paper(out.read_bytes()).of_card(0)) > 0.08


def test_a_pass_under_the_practice_key_looks_it_even_at_a_terminal_that_is_real_by_now(
    place: Place, out: Path, print_cards: Print
) -> None:
    settings = read_settings(place.settings)
    write_settings(place.settings, replace(settings, site=replace(settings.site, practice=True)))
    with open_office(place) as office:
        household = office.register.household_by_address("3-2-501")
        assert household is not None
        office.issue([household.id], "office")
    write_settings(place.settings, settings)
    assert print_cards("--household", "3-2-501", "--household", "3-2-502") == 0
    paper = Paper(out.read_bytes())
    assert coloured(paper.of_card(0)) > 0.08
    assert coloured(paper.of_card(1)) == 0


def test_a_full_disk_is_told_and_the_earlier_file_stays(
    out: Path, print_cards: Print, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert print_cards() == 0
    before = out.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert print_cards("--building", "3") == 3
    assert "No space left on device" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert list(out.parent.iterdir()) == [out]


def test_a_path_that_cannot_be_written_is_told(
    tmp_path: Path, place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SystemExit) as left:
        main(["--data", str(place.root), "passes", "print", "--out", str(tmp_path / "file" / "cards.pdf")])
    assert left.value.code == 3
    assert re.fullmatch(r"Cannot write .*cards\.pdf: .*\n", capsys.readouterr().err)


def test_a_dash_is_standard_output(
    tmp_path: Path, place: Place, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(SystemExit) as left:
        main(["--data", str(place.root), "passes", "print", "--out", "-"])
    said = capfdbinary.readouterr()
    assert left.value.code == 0
    assert said.out.startswith(b"%PDF-")
    assert said.out.rstrip().endswith(b"%%EOF")
    assert b"in standard output: print at 100 %" in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_ctrl_c_leaves_no_half_file(
    out: Path, print_cards: Print, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(drawing, "draw_page", stopped)
    assert print_cards() == 130
    assert "Stopped." in capsys.readouterr().err
    assert list(out.parent.iterdir()) == []


def program(place: Place, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real program where there is no display."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    kept.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, "-m", "gate_terminal", "--data", str(place.root), "passes", "print", "--out", str(out)]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_printing_needs_no_display(place: Place, out: Path) -> None:
    done = program(place, out)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(zxingcpp.read_barcodes(Paper(out.read_bytes()).picture())) == 4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fonts are taken away by fontconfig")
def test_without_a_chinese_font_it_says_so_and_prints_no_boxes(place: Place, out: Path, tmp_path: Path) -> None:
    latin = tmp_path / "fonts"
    latin.mkdir()
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(f"<fontconfig><dir>{latin}</dir><cachedir>{latin}</cachedir></fontconfig>")
    done = program(place, out, FONTCONFIG_FILE=str(configuration))
    assert done.returncode == 3
    assert "fonts-noto-cjk" in done.stderr
    assert not out.exists()


def test_what_was_printed_is_not_missing_any_more(place: Place, out: Path, print_cards: Print) -> None:
    assert print_cards("--building", "3") == 0
    assert print_cards("--all-missing") == 0
    by_address = serials(place)
    words = Paper(out.read_bytes()).all_words
    assert {address for address, serial in by_address.items() if serial in words} == {"10-1-101", "王家村12号"}
    out.unlink()
    assert print_cards("--all-missing") == 1
    assert not out.exists()
    with open_office(place) as office:
        replaced = office.issue([office.book.by_serials([by_address["3-2-501"]])[0].household], "office")[0]
    assert print_cards("--all-missing") == 0
    assert replaced.serial in Paper(out.read_bytes()).words(0)
    with open_office(place) as office:
        assert office.register.log(replaced.serial, limit=1)[0].action == "print"


def test_a_print_that_failed_leaves_its_cards_missing(place: Place, tmp_path: Path, print_cards: Print) -> None:
    (tmp_path / "printed").rmdir()
    (tmp_path / "printed").write_text("in the way of the directory")
    assert print_cards("--all-missing") == 3
    with open_office(place) as office:
        assert len(cards_of(office, Wanted(missing=True), block_only=False)) == 4
