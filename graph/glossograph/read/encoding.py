"""Bytes -> text: decoding that never guesses silently."""

from glossograph.model.problem import Problem, ProblemCode

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    r"""Decode a file: UTF-8, or what its byte order mark says; line ends become `\n`.

    Bytes that are no UTF-8 become U+FFFD and are reported with their line; nothing is guessed. A file that is no text
    at all gives an empty text and a problem.

    >>> decode(b"\xef\xbb\xbfa\r\nb\rc", "x.md")
    ('a\nb\nc', ())
    >>> decode(b"a\nb\xe6", "x.md")[1][0].line
    2
    """
    encoding = "utf-8"
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], name
            break
    problems: list[Problem] = []
    if encoding != "utf-8":
        problems.append(Problem(path, 0, ProblemCode.ENCODING, f"is {encoding.upper()}: save it as UTF-8"))
    elif b"\x00" in data:
        return "", (Problem(path, 0, ProblemCode.NOT_TEXT, "holds NUL bytes, so is no text: nothing was read from it"),)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} is no {encoding.upper()}: save the file as UTF-8; read with � in such places"
        problems.append(Problem(path, line, ProblemCode.ENCODING, message))
        text = data.decode(encoding, errors="replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, tuple(problems)
