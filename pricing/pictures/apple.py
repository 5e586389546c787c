"""Text recognition by Apple's Vision, through the scripting that macOS brings along."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from pricing.pictures.system_tool import run_tool
from pricing.pictures.words import PictureText, PictureWord, text_of_words
from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OSASCRIPT = "/usr/bin/osascript"
# Vision counts from the lower left corner, in shares of the picture.
_SCALE = 1_000
_SCRIPT = """
ObjC.import("Foundation");
ObjC.import("Vision");
function run(argv) {
  const url = $.NSURL.fileURLWithPath(argv[0]);
  const handler = $.VNImageRequestHandler.alloc.initWithURLOptions(url, $({}));
  const request = $.VNRecognizeTextRequest.alloc.init;
  request.recognitionLevel = 0;
  request.usesLanguageCorrection = false;
  request.recognitionLanguages = $(["en-US", "de-DE", "fr-FR", "es-ES", "it-IT"]);
  if (!handler.performRequestsError($([request]), $())) throw new Error("no text");
  const found = [];
  const results = request.results;
  for (let at = 0; at < results.count; at++) {
    const result = results.objectAtIndex(at);
    const best = result.topCandidates(1).objectAtIndex(0);
    const box = result.boundingBox;
    found.push([best.string.js, box.origin.x, box.origin.y, box.size.width, box.size.height,
                best.confidence]);
  }
  return JSON.stringify(found);
}
"""


class VisionReader:
    """Reads pictures with Vision, which is part of macOS."""

    @staticmethod
    def is_available() -> bool:
        return sys.platform == "darwin"

    def read(self, picture: Path, should_continue: Callable[[], bool]) -> PictureText:
        printed = run_tool(
            (OSASCRIPT, "-l", "JavaScript", "-e", _SCRIPT, str(picture)), should_continue
        )
        return text_of_words(words_of(printed))


def words_of(printed: str) -> Iterator[PictureWord]:
    """Yield the words that the script prints.

    Raises:
        BadInput: It printed something else.

    >>> [word.text for word in words_of('[["Zinc", 0.1, 0.8, 0.2, 0.05, 1]]')]
    ['Zinc']
    """
    try:
        found = [
            (str(text), [float(number) for number in box]) for text, *box in json.loads(printed)
        ]
    except (TypeError, ValueError):
        raise BadInput(ProblemKind.TEXT_RECOGNITION_FAILED, reason="JSON") from None
    for text, (left, bottom, width, height, confidence) in found:
        yield PictureWord(
            text,
            left * _SCALE,
            (1 - bottom - height) * _SCALE,
            (left + width) * _SCALE,
            (1 - bottom) * _SCALE,
            confidence * 100,
        )
