"""What is asked at a lane: read as guards type it, advised about, masked, and turned into circumstances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.containers import container_doubtful, plain_container
from gate_terminal.domain.lane_facts import circumstances_of, in_key_area
from gate_terminal.domain.particulars import (
    CHOICES,
    NONE,
    SPECS,
    Doubt,
    Particular,
    Unanswered,
    doubt_of,
    is_asked,
    is_whole,
    masked_values,
    read_answer,
    with_value,
)
from gate_terminal.domain.plates import PlateKind, kind_of_plate, looks_like_a_plate, mask_plate, plain_plate
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Vehicle


@pytest.mark.parametrize(
    ("written", "plate"),
    [
        ("鄂A12345", "鄂A12345"),
        ("鄂a·12345", "鄂A12345"),
        (" 鄂 A-1234.5 ", "鄂A12345"),
        ("鄂Ａ１２３４５", "鄂A12345"),
        ("42A12345", "鄂A12345"),
        ("44Z1234港", "粤Z1234港"),
        ("A12345", "鄂A12345"),
        ("粤B12345", "粤B12345"),
        ("京S0101应急", "京S0101应急"),
    ],
)
def test_a_plate_has_one_form_however_it_is_typed(written: str, plate: str) -> None:
    assert plain_plate(written, home="鄂") == plate


@pytest.mark.parametrize(
    ("plate", "kind"),
    [
        ("鄂A12345", PlateKind.ORDINARY),
        ("京AD1234", PlateKind.ORDINARY),
        ("粤BD12345", PlateKind.NEW_ENERGY),
        ("粤B12345D", PlateKind.NEW_ENERGY),
        ("鄂B1234挂", PlateKind.TRAILER),
        ("鄂A1234学", PlateKind.LEARNER),
        ("鄂A1234警", PlateKind.POLICE),
        ("粤Z1234港", PlateKind.HONG_KONG_MACAO),
        ("粤ZA123澳", PlateKind.HONG_KONG_MACAO),
        ("京X0119应急", PlateKind.EMERGENCY),
        ("使014578", PlateKind.CONSULAR),
        ("沪A0023领", PlateKind.CONSULAR),
        ("鄂A1234", None),
        ("鄂I12345", None),
        ("鄂A12O45", None),
        ("", None),
    ],
)
def test_the_pattern_of_a_plate_says_what_it_is(plate: str, kind: PlateKind | None) -> None:
    assert kind_of_plate(plate) is kind


@given(st.text(max_size=12))
def test_no_plate_is_ever_blocked(text: str) -> None:
    plate = plain_plate(text)
    assert plain_plate(plate) == plate or plate[:2].isdecimal()
    assert isinstance(mask_plate(plate), str)
    assert isinstance(looks_like_a_plate(plate), bool)


@pytest.mark.parametrize(
    ("plate", "masked"),
    [("鄂A12345", "鄂A·12**5"), ("粤BD12345", "粤B·D1***5"), ("鄂B1234挂", "鄂B·12**挂"), ("AB1", "AB·*"), ("", "")],
)
def test_a_masked_plate_shows_enough_to_recognise(plate: str, masked: str) -> None:
    assert mask_plate(plate) == masked


@pytest.mark.parametrize(
    ("number", "doubtful"),
    [("CSQU3054383", False), ("TGHU1234567", False), ("CSQU3054384", True), ("CSQ3054383", True), ("", True)],
)
def test_the_check_digit_of_a_container_advises(number: str, doubtful: bool) -> None:
    assert container_doubtful(number) is doubtful
    assert plain_container("csqu 305438-3") == "CSQU3054383"


@pytest.mark.parametrize(
    ("particular", "typed", "answer"),
    [
        (Particular.PLATE, "42a12345", "鄂A12345"),
        (Particular.TRAILER, "0", NONE),
        (Particular.CONTAINER, "csqu 3054383", "CSQU3054383"),
        (Particular.OCCUPANTS, "3", "3"),
        (Particular.DISINFECTED, "1", "yes"),
        (Particular.DISINFECTED, "2", "no"),
        (Particular.CARGO, "2", "empty"),
        (Particular.PURPOSE, "1", "declaration"),
        (Particular.PURPOSE, "退税", "退税"),
        (Particular.ORIGIN, "42", "湖北"),
        (Particular.ROUTE, "42.41.42", "湖北、河南"),
        (Particular.ROUTE, "武汉", "武汉"),
        (Particular.PHONE, "138 0000 8000", "13800008000"),
        (Particular.NAME, " 张三 ", "张三"),
        (Particular.VEHICLE, "3", Vehicle.TRUCK),
    ],
)
def test_what_a_guard_types_is_read(particular: Particular, typed: str, answer: str) -> None:
    assert read_answer(particular, typed, CHOICES.get(particular, ())) == answer


@pytest.mark.parametrize(
    ("particular", "typed"),
    [
        (Particular.PLATE, ""),
        (Particular.PLATE, " · "),
        (Particular.OCCUPANTS, "0"),
        (Particular.OCCUPANTS, "12"),
        (Particular.OCCUPANTS, "two"),
        (Particular.DISINFECTED, "3"),
        (Particular.CARGO, "3"),
        (Particular.CARGO, "full"),
        (Particular.VEHICLE, "tank"),
        (Particular.ORIGIN, "99"),
        (Particular.PHONE, "none"),
        (Particular.NAME, "a\nb"),
    ],
)
def test_what_is_no_answer_is_told(particular: Particular, typed: str) -> None:
    with pytest.raises(Unanswered):
        read_answer(particular, typed, CHOICES.get(particular, ()))


@given(st.sampled_from(list(SPECS)), st.text(max_size=60))
def test_no_text_makes_the_reader_fail_otherwise(particular: Particular, typed: str) -> None:
    try:
        answer = read_answer(particular, typed, CHOICES.get(particular, ()))
    except Unanswered:
        return
    assert answer
    doubt_of(particular, answer)
    circumstances_of(((particular.value, answer),), Circumstances())
    assert masked_values(((particular.value, answer),))


def test_a_single_key_says_it_all_where_it_can() -> None:
    assert is_whole(Particular.OCCUPANTS, "2")
    assert not is_whole(Particular.OCCUPANTS, "0")
    assert is_whole(Particular.CARGO, "1", ("laden", "empty"))
    assert not is_whole(Particular.CARGO, "3", ("laden", "empty"))
    assert not is_whole(Particular.PURPOSE, "1", [str(number) for number in range(12)])
    assert not is_whole(Particular.PLATE, "4")


def test_an_empty_truck_is_not_asked_for_seals_and_whoever_walks_not_for_a_plate() -> None:
    assert is_asked(Particular.SEAL, (("cargo", "laden"),))
    assert not is_asked(Particular.SEAL, (("cargo", "empty"),))
    assert is_asked(Particular.SEAL, ())
    assert is_asked(Particular.PLATE, (("vehicle", "truck"),))
    assert not is_asked(Particular.PLATE, (("vehicle", "on_foot"),))


def test_doubts_advise_only() -> None:
    assert doubt_of(Particular.PLATE, "鄂A1234") is Doubt.PLATE
    assert doubt_of(Particular.CONTAINER, "CSQU3054384") is Doubt.CONTAINER
    assert doubt_of(Particular.PHONE, "12345") is Doubt.PHONE
    for particular, value in ((Particular.PLATE, "鄂A12345"), (Particular.CONTAINER, NONE), (Particular.NAME, "张三")):
        assert doubt_of(particular, value) is None


def test_answers_become_circumstances_and_take_back_what_they_said() -> None:
    values = (("vehicle", "truck"), ("occupants", "2"), ("disinfected", "no"), ("seal_ok", "no"), ("id_card", "no"))
    seen = circumstances_of((*values, ("all_registered", "no")), Circumstances())
    assert (seen.vehicle, seen.occupants, seen.disinfected, seen.seal_ok) == (Vehicle.TRUCK, 2, False, False)
    assert (seen.id_shown, seen.unregistered_occupant) == (False, True)
    well = circumstances_of((("disinfected", "yes"), ("seal_ok", "yes"), ("all_registered", "yes")), seen)
    assert (well.disinfected, well.seal_ok, well.unregistered_occupant) == (True, True, False)


def test_another_trailer_than_at_the_entry_is_known() -> None:
    same = (("trailer", "鄂B6789挂"), ("trailer_in", "鄂B6789挂"))
    assert not circumstances_of(same, Circumstances()).trailer_changed
    assert circumstances_of(with_value(same, Particular.TRAILER, "鄂C1111挂"), Circumstances()).trailer_changed
    assert circumstances_of(with_value(same, Particular.TRAILER, None), Circumstances()).trailer_changed
    assert not circumstances_of((("trailer", "鄂B6789挂"),), Circumstances()).trailer_changed


def test_a_key_area_is_found_in_origin_and_route() -> None:
    assert in_key_area((("origin", "湖北武汉"),), ("湖北",))
    assert in_key_area((("origin", "河南"), ("route", "河南、温州")), ("温州",))
    assert not in_key_area((("origin", "河南"),), ("湖北",))
    assert not in_key_area((("company", "湖北物流"),), ("湖北",))


def test_a_list_shows_answers_masked() -> None:
    values = (("plate", "鄂A12345"), ("trailer", "-"), ("name", "张三"), ("phone", "13800008000"), ("cargo", "laden"))
    assert dict(masked_values(values)) == {
        "plate": "鄂A·12**5",
        "trailer": "-",
        "name": "张**",
        "phone": "138****8000",
        "cargo": "laden",
    }


def test_an_area_that_counts_above_all_has_a_digit_of_its_own() -> None:
    areas = ("温州", "武汉")
    assert read_answer(Particular.ROUTE, "42.1.2", areas) == "湖北、温州、武汉"
    assert read_answer(Particular.ORIGIN, "2", areas) == "武汉"
    for wrong in ("3", "0", "42.9"):
        with pytest.raises(Unanswered):
            read_answer(Particular.ROUTE, wrong, areas)
    policy = Policy(key_areas=tuple(f"城{n}" for n in range(12)))
    assert len(policy.answers_to(Particular.ROUTE)) == 9, "two digits are a province's"
    assert policy.answers_to(Particular.SEAL) == ()
