"""The text of a file, or why it has none that can be used."""

from pathlib import Path

from runtime.reading.source_tree import Unreadable

LARGEST_FILE = 1024 * 1024


def read_text(file: Path) -> str:
    """The UTF-8 text of the file, without a byte order mark. Raises `Unreadable`."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise Unreadable(None, "找不到文件", "there is no such file") from None
    except IsADirectoryError:
        raise Unreadable(None, "这是文件夹，不是文件", "is a folder, not a file") from None
    except (OSError, ValueError) as error:
        raise Unreadable(None, f"无法读取：{error}", f"cannot be read: {error}") from None
    if len(content) > LARGEST_FILE:
        raise Unreadable(None, f"文件大于 {LARGEST_FILE} 字节", f"is larger than {LARGEST_FILE} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(line, "不是 UTF-8 编码", "is not UTF-8 text") from None
    _refuse_controls(text)
    return text


def _refuse_controls(text: str) -> None:
    """NUL and its like have no place in a text file, and parsers disagree on them."""
    for line, content in enumerate(text.split("\n"), start=1):
        for character in content.removesuffix("\r"):
            if character != "\t" and (
                character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029\ufeff"
            ):
                code = f"U+{ord(character):04X}"
                raise Unreadable(line, f"有控制字符（{code}）", f"holds a control character ({code})")
