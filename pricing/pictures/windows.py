"""Text recognition by Windows' own OCR, through the small packages of PyWinRT."""

from __future__ import annotations

import asyncio
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pricing.pictures.words import PictureText, PictureWord, text_of_words
from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_SECONDS = 60


class WindowsReader:
    """Reads pictures in the language of the user's profile. Windows states no confidence."""

    @staticmethod
    def is_available() -> bool:
        return sys.platform == "win32" and find_spec("winrt") is not None

    def read(self, picture: Path, should_continue: Callable[[], bool]) -> PictureText:  # noqa: ARG002 - Windows answers at once
        try:
            words = asyncio.run(asyncio.wait_for(_recognize(picture), MAX_SECONDS))
        except (ImportError, OSError, TimeoutError) as error:
            reason = type(error).__name__
            raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason=reason) from None
        return text_of_words(words)


async def _recognize(picture: Path) -> list[PictureWord]:
    from winrt.windows.graphics.imaging import BitmapDecoder
    from winrt.windows.media.ocr import OcrEngine
    from winrt.windows.storage import FileAccessMode, StorageFile

    file = await StorageFile.get_file_from_path_async(str(picture))
    stream = await file.open_async(FileAccessMode.READ)
    decoder = await BitmapDecoder.create_async(stream)
    bitmap = await decoder.get_software_bitmap_async()
    engine = OcrEngine.try_create_from_user_profile_languages()
    if engine is None:
        raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason="OcrEngine")
    result = await engine.recognize_async(bitmap)
    return [_word(word) for line in result.lines for word in line.words]


def _word(word: Any) -> PictureWord:  # noqa: ANN401 - a type of Windows
    box = word.bounding_rect
    return PictureWord(word.text, box.x, box.y, box.x + box.width, box.y + box.height)
