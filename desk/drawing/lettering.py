"""How much room words take in a picture, and how they are made to fit."""

from collections.abc import Iterator

from rich.cells import cell_len


def wide(text: str, size: int) -> int:
    """About how wide: a Chinese character is as wide as it is high, a Latin one half and a bit."""
    full = sum(cell_len(character) > 1 for character in text)
    return round(size * (full + 0.54 * (len(text) - full)))


def fitting(text: str, room: float, size: int) -> str:
    """The text, cut off where it would be wider than the room; nothing where hardly a letter fits."""
    if wide(text, size) <= room:
        return text
    kept = ""
    for character in text:
        if wide(f"{kept}{character}…", size) > room:
            break
        kept += character
    return f"{kept}…" if len(kept) > 1 else ""


def wrapped(text: str, room: int, size: int) -> Iterator[str]:
    """The text in lines that fit; Latin words are kept whole, where they fit at all."""
    line = ""
    for word in _words(text):
        if line and wide((line + word).rstrip(), size) > room:
            yield line.rstrip()
            line = word.lstrip()
        else:
            line += word
    if line.strip():
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Pieces between which a line may end: single Chinese characters, words with the space behind them."""
    word = ""
    for character in text:
        if cell_len(character) > 1:
            if word:
                yield word
            word = ""
            yield character
        else:
            word += character
            if character == " ":
                yield word
                word = ""
    if word:
        yield word
