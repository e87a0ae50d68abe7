"""One Markdown file: one language's page on one term."""

from glossograph.model.base import Struct
from glossograph.model.link import Links
from glossograph.model.problem import Problem


class Article(Struct, frozen=True):
    """One language's page on one term, as its file has it.

    Attributes:
        path: Path of the file, beginning with the name of the collection's root.
        language: BCP 47 tag, from the front matter or decided by the layout of the collection.
        slug: Slug from the front matter, else from the file's name without date and number; empty where neither is a name.
        folders: Folders between the language and the file.
        slug_given: Whether the slug comes from the front matter.
        title: Title from the front matter, empty where it has none.
        keywords: Keywords, or tags and categories.
        aliases: Other names and former addresses, as written.
        shared_words: Words that a translation has too, of an article without a name.
        shape: Names of the text's blocks in their order, of an article without a name.
        name: The file's name as written, without suffix and language; the folder's name for an index page.
        heading: Heading at the top of the text, empty where a title is given.
        permalinks: Addresses on the site from the front matter, as written.
        ids: Identifiers from the front matter that are neither random nor a short number.
        translation_key: What the author says translations have in common.
        relations: Relations to other terms: kind (`broader`, `narrower`, `related`) and destination as written.
        text_language: Language that the text reads as, where it is another than `language`: an untranslated copy.
        is_index: Whether the file is the index page of its folder.
        lead: First sentence of the text, of an article without a description.
    """

    path: str
    language: str
    slug: str
    folders: tuple[str, ...]
    slug_given: bool
    title: str
    description: str
    keywords: tuple[str, ...]
    aliases: tuple[str, ...]
    links: Links
    problems: tuple[Problem, ...]
    shared_words: tuple[str, ...] = ()
    name: str = ""
    heading: str = ""
    permalinks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    translation_key: str = ""
    relations: tuple[tuple[str, str], ...] = ()
    text_language: str = ""
    is_index: bool = False
    shape: tuple[str, ...] = ()
    lead: str = ""
