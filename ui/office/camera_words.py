"""The words of the camera's page in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.application.camera_desk import ControlKind
from gate_terminal.domain.words import Language


@dataclass(frozen=True, slots=True)
class CameraWords:
    """Every word of the page; ``{…}`` is filled in when it is shown."""

    title: str
    intro: str
    camera: str
    simulated: str
    size: str
    size_of: str
    turn: str
    turns: Mapping[int, str]
    mirrored: str
    by_itself: str
    controls: Mapping[ControlKind, str]
    no_controls: str
    opening: str
    well: str


CAMERA_WORDS: Mapping[Language, CameraWords] = {
    Language.ZH: CameraWords(
        title="摄像头",
        intro="改动立即生效并记住,换插口也认得。",
        camera="用哪个摄像头",
        simulated="模拟画面",
        size="画面大小",
        size_of="{width}×{height},每秒 {fps} 帧",
        turn="安装方向",
        turns={0: "正放", 90: "顺时针转 90°", 180: "倒挂", 270: "逆时针转 90°"},
        mirrored="镜像显示(摄像头朝着门卫)",
        by_itself="自动",
        controls={ControlKind.FOCUS: "对焦", ControlKind.EXPOSURE: "曝光", ControlKind.ZOOM: "放大"},
        no_controls="这个摄像头没有可调的对焦、曝光和放大。",
        opening="正在打开摄像头……",
        well="画面正常。把一张出入证举到镜头前,看看能不能框住。",
    ),
    Language.EN: CameraWords(
        title="Camera",
        intro="Changes hold at once and are remembered, whichever socket it is plugged into.",
        camera="Which camera",
        simulated="a simulation",
        size="Size of the picture",
        size_of="{width}×{height}, {fps} a second",
        turn="How it hangs",
        turns={0: "upright", 90: "turned right by 90°", 180: "upside down", 270: "turned left by 90°"},
        mirrored="A mirror, as it faces the guard",
        by_itself="by itself",
        controls={ControlKind.FOCUS: "Focus", ControlKind.EXPOSURE: "Exposure", ControlKind.ZOOM: "Zoom"},
        no_controls="This camera has no focus, exposure or zoom that could be set.",
        opening="The camera is being opened…",
        well="The picture is good. Hold up a pass and see whether it is framed.",
    ),
}
