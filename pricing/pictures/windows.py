"""Text recognition by Windows' own OCR, through the small packages of PyWinRT."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pricing.pictures.words import PictureText, PictureWord, text_of_words
from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_SECONDS = 60
UNKNOWN_CONFIDENCE = 0.0


class WindowsReader:
    """Reads pictures in the language of the user's profile.

    Windows does not say how sure it is of a word, so nothing that rests on one is taken unasked.
    """

    @staticmethod
    def is_available() -> bool:
        return sys.platform == "win32" and find_spec("winrt") is not None

    def read(
        self,
        picture: Path,
        should_continue: Callable[[], bool],  # noqa: ARG002 - Windows answers soon
    ) -> PictureText:
        import asyncio  # which the other systems' bundles don't have

        try:
            words = asyncio.run(asyncio.wait_for(_recognize(picture.read_bytes()), MAX_SECONDS))
        except (ImportError, OSError, TimeoutError) as error:
            reason = type(error).__name__
            raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason=reason) from None
        return text_of_words(words)


async def _recognize(picture: bytes) -> list[PictureWord]:
    from winrt.windows.graphics.imaging import BitmapDecoder
    from winrt.windows.media.ocr import OcrEngine
    from winrt.windows.storage.streams import InMemoryRandomAccessStream

    engine = OcrEngine.try_create_from_user_profile_languages()
    if engine is None:
        raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason="OcrEngine")
    stream = InMemoryRandomAccessStream()
    await stream.write_async(picture)
    stream.seek(0)
    decoder = await BitmapDecoder.create_async(stream)
    result = await engine.recognize_async(await decoder.get_software_bitmap_async())
    return [_word(word) for line in result.lines for word in line.words]


def _word(word: Any) -> PictureWord:  # noqa: ANN401 - a type of Windows
    box = word.bounding_rect
    right, bottom = box.x + box.width, box.y + box.height
    return PictureWord(word.text, box.x, box.y, right, bottom, UNKNOWN_CONFIDENCE)
