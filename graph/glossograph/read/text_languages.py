"""The languages of files whose paths say none, by their texts: a sample of all, a sample of each folder, else one by one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from glossograph.read.language_detection import DetectedLanguage
from glossograph.read.language_samples import LanguageSamples
from glossograph.read.path_parts import PathParts
from glossograph.text.keys import is_opaque
from glossograph.text.languages import FALLBACK, LanguageTag

_SAMPLE_FILES = 80
_FOLDER_SAMPLE_FILES = 40
_MIN_CLEAR_SHARE = 0.5
"""Share of a folder's sample that must be clear for the sample to speak for the folder."""

_MIN_MIXED_FILES, _MIN_MIXED_SHARE, _MIN_ALONE_SHARE = 3, 0.01, 0.15


def languages_of_texts(
    samples: LanguageSamples, paths: Sequence[PathParts], rest: Sequence[int], default: LanguageTag, *, is_certain: bool
) -> dict[int, LanguageTag]:
    """Give files the language of most of them, and others where several texts are sure of it.

    A folder whose sample agrees is in one language; only in others is each text detected, and wherever the file's name says
    nothing of its article.

    Args:
        samples: Detects languages.
        paths: The paths of all files.
        rest: Indexes of the files whose paths say no language.
        default: The language where no text is clear.
        is_certain: Whether `default` is what the author says, whatever the texts are in.
    """
    drawn = samples.draw(rest, _SAMPLE_FILES)
    texts = [samples.glance(index) for index in drawn]
    if not _is_one_language(texts):
        texts = [samples.detect(index) for index in drawn]
    sure = Counter(text.language for text in texts if text.is_sure)
    clear = Counter(text.language for text in texts if text.is_clear)
    most = default if is_certain else _most_common(samples, rest, clear) or default
    accepted = {
        language
        for language, count in sure.items()
        if language != most
        and (
            count >= max(_MIN_MIXED_FILES, _MIN_MIXED_SHARE * clear.total())
            or (count >= _MIN_ALONE_SHARE * clear.total() and not is_certain)
        )
    }
    found: dict[int, LanguageTag] = {}
    for indices in _by_folder(paths, rest):
        drawn = samples.draw(indices, _FOLDER_SAMPLE_FILES) if accepted and len(indices) > _FOLDER_SAMPLE_FILES else []
        agreed = _agreed([samples.detect(index) for index in drawn], {most, *accepted})
        for index in indices:
            is_nameless = is_opaque(paths[index].stem)
            found[index] = agreed or most
            if is_nameless or (accepted and not agreed):
                text = samples.detect(index)
                if (is_nameless and text.says_something) or (text.language in accepted and text.is_clear):
                    found[index] = text.language
    return found


def _is_one_language(texts: Sequence[DetectedLanguage]) -> bool:
    """Whether most texts are in one language and none surely in another, whatever the model says of those that need it."""
    unread = [text for text in texts if text.needs_model and text.may_be_clear]
    if any(text.may_be_sure for text in unread):
        return False
    (most, count), (_, second) = [*Counter(text.language for text in texts if text.is_clear).most_common(2), ("", 0), ("", 0)][:2]
    return count - second > len(unread) and all(text.language == most for text in texts if text.is_sure)


def _most_common(samples: LanguageSamples, rest: Sequence[int], clear: Counter[LanguageTag]) -> LanguageTag | None:
    if clear:  # a long text has one vote, like a short one
        return min(clear, key=lambda language: (-clear[language], language != FALLBACK, language))
    read = samples.together(samples.draw(rest, _SAMPLE_FILES))
    return read.language if read.says_something else None


def _by_folder(paths: Sequence[PathParts], indices: Iterable[int]) -> Iterable[list[int]]:
    folders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index in indices:
        folders[paths[index].folders].append(index)
    return folders.values()


def _agreed(texts: Sequence[DetectedLanguage], known: set[LanguageTag]) -> LanguageTag | None:
    """Give the language that all clear texts of a folder's sample read as; nothing where they differ or few are clear."""
    clear = [text.language for text in texts if text.is_clear]
    languages = set(clear)
    is_one = len(languages) == 1 and languages <= known and len(clear) >= _MIN_CLEAR_SHARE * len(texts)
    return languages.pop() if is_one else None
