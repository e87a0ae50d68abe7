"""Which articles are one term: declared translations, equal paths without their language, equal names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, count
from typing import NamedTuple

from glossograph.model.article import Article
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import GuessedJoin, TermIndex
from glossograph.model.problem import Problem, ProblemCode
from glossograph.text.destinations import destination, percent_decoded, without_page_suffix
from glossograph.text.keys import Key, Slug, TermId, name_key, safe_key, slug
from glossograph.text.languages import FALLBACK, language_tag


class Member(NamedTuple):
    """An article of a term."""

    language: str
    path: str
    slug: Slug
    folders: tuple[str, ...]


class TermGroup(NamedTuple):
    """All articles of one term, at most one a language, sorted by language."""

    id: TermId
    slug: Slug
    members: tuple[Member, ...]


class Identities(NamedTuple):
    """The groups sorted by id, how they are named, and what was wrong.

    `renamed` are the names without an article that the author decided to be another term's: they are known if a link has them.
    """

    groups: tuple[TermGroup, ...]
    term_index: TermIndex
    problems: tuple[Problem, ...]
    renamed: frozenset[Key] = frozenset()
    guesses: tuple[GuessedJoin, ...] = ()


def identify(
    articles: Iterable[Article],
    slugs: Mapping[str, Slug],
    decisions: Decisions = NO_DECISIONS,
    languages: Collection[str] = (),
) -> Identities:
    """Join the articles that are about one term, at most one article a language.

    Articles are one term when the author declares it (a translation key, a permalink, a slug), when their paths are equal once
    the language is taken off, or when their names are. Names that differ in case, blanks and hyphens alone are equal; what
    differs further (`frontoffice` and `front-office`) is joined only where that is unambiguous, as a guess. Where two articles
    of one language claim a term, the term of most articles keeps the name, and the others become terms of their own with a
    problem each: nothing is merged silently.

    Args:
        articles: The articles, with or without their links.
        slugs: Slugs of the articles that have none of their own, by path.
        decisions: What the author decided: terms that are the same are joined unless both have an article in one language;
            terms that are different are split by slug.
        languages: Languages of the collection besides those of the articles.

    >>> from glossograph.model.link import Links
    >>> def article(language, name):
    ...     return Article(f"{language}/{name}.md", language, name, (), False, name, "", (), (), Links(), (), name=name)
    >>> found = identify([article("en", "front-office"), article("no", "frontoffice"), article("en", "bond")], {})
    >>> [(group.id, group.slug, len(group.members)) for group in found.groups]
    [('bond', 'bond', 1), ('frontoffice', 'front-office', 2)]
    """
    ordered = sorted(articles, key=lambda article: article.path)
    own = [slugs.get(article.path) or Slug(article.slug) or slug(article.name) for article in ordered]
    apart = frozenset(first for first, second in decisions.different() if first == second)
    own_slugs = {article.path: name for article, name in zip(ordered, own, strict=True)}
    joiner = _Joiner(ordered, own, apart, languages)
    joiner.join_all()
    member_of = list(map(_member_of, ordered, own))
    by_key: dict[Key, list[list[int]]] = defaultdict(list)
    for indices in joiner.groups():
        by_key[name_key(_slug([member_of[index] for index in indices]))].append(indices)
    languages_of = {name: {ordered[index].language for indices in groups for index in indices} for name, groups in by_key.items()}
    same, problems = _joined_keys(decisions, languages_of)
    with_article = frozenset(by_key)
    for name in same.keys() & with_article:
        into = by_key[same[name]]
        first = into.pop(0) if into else []
        others = by_key.pop(name)
        into.insert(0, sorted((*first, *others.pop(0))))
        into += others
    groups: list[TermGroup] = []
    for name in sorted(by_key):
        parts = sorted(
            ([member_of[index] for index in indices] for indices in by_key[name]),
            key=lambda members: (-len(members), members),
        )
        for number, members in enumerate(parts, start=1):
            term_id = TermId(name if number == 1 else f"{name}~{number}")
            groups.append(TermGroup(term_id, _slug(members), tuple(sorted(members))))
    groups, duplicates = _with_unique_slugs(groups, {article.path: article for article in ordered})
    problems += [problem for problem in duplicates if name_key(own_slugs[problem.path]) not in apart]
    aliases = [(alias, article.path) for article in ordered for alias in article.aliases]
    term_of = {member.path: group.id for group in groups for member in group.members}
    guesses = tuple(
        sorted(GuessedJoin(term_of[ordered[index].path], names, ordered[index].path) for index, names in joiner.guesses)
    )
    renamed = {*same, *same.values()} - with_article
    return Identities(tuple(sorted(groups)), _term_index(groups, aliases, same), tuple(problems), frozenset(renamed), guesses)


def _member_of(article: Article, own: Slug) -> Member:
    return Member(article.language, article.path, own, () if article.slug_given else article.folders)


class _Joiner:
    """Joins articles into groups, surest evidence first; a group has at most one article a language."""

    def __init__(
        self, articles: Sequence[Article], own: Sequence[Slug], apart: frozenset[Key], languages: Collection[str]
    ) -> None:
        self._articles = articles
        self._own = own
        self._apart = apart
        self._parent = list(range(len(articles)))
        self._members: dict[int, list[int]] = {index: [index] for index in range(len(articles))}
        self._languages = {index: {article.language} for index, article in enumerate(articles)}
        self._declared = {index: {article.translation_key} - {""} for index, article in enumerate(articles)}
        tags = {*languages, *(article.language for article in articles)}
        self._tags = first_parts(tags)
        self.guesses: list[tuple[int, tuple[str, ...]]] = []

    def join_all(self) -> None:
        """Join by what the author declares, by path, by name, and at last by spelling."""
        for keys_of in _KEYS.values():
            self._join(keys_of)
        self._join(lambda _article, own, _tags: [name_key(own)], guess=True)

    def groups(self) -> Iterator[list[int]]:
        """Give the groups, each sorted."""
        return (sorted(self._members[root]) for root in sorted(self._members))

    def _join(self, keys_of: "_KeysOf", *, guess: bool = False) -> None:
        """Join the articles that share a key."""
        buckets: dict[str, list[int]] = defaultdict(list)
        for index, (article, own) in enumerate(zip(self._articles, self._own, strict=True)):
            for name in keys_of(article, own, self._tags):
                if name and not (self._apart and name_key(own) in self._apart):
                    buckets[name].append(index)
        for name in sorted(buckets):
            roots = list(dict.fromkeys(map(self._root, buckets[name])))
            if len(roots) < 2:  # noqa: PLR2004 — one group is joined already
                continue
            if self._can_join(roots):
                if guess:
                    names = tuple(sorted({self._own[index] for root in roots for index in self._members[root]}))
                    self.guesses.append((min(roots), names))
                self._unite(roots)
            elif not guess:
                self._join_by_folders(roots)

    def _can_join(self, roots: Sequence[int]) -> bool:
        languages = [language for root in roots for language in self._languages[root]]
        declared = set().union(*(self._declared[root] for root in roots))
        return len(set(languages)) == len(languages) and len(declared) <= 1

    def _join_by_folders(self, roots: Sequence[int]) -> None:
        """Join groups of one name whose folders are equal, else those whose folders end alike, if just one does."""
        by_folders: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for root in roots:
            by_folders[self._folders(root)].append(root)
        for equal in by_folders.values():
            if len(equal) > 1 and self._can_join(equal):
                self._unite(equal)
        by_folders = defaultdict(list)
        for root in dict.fromkeys(map(self._root, roots)):
            by_folders[self._folders(root)].append(root)
        for folders in sorted(by_folders, key=lambda one: (len(one), one)):
            shorter = (folders[start:] for start in range(1, len(folders) + 1))
            ending = next((end for end in shorter if end in by_folders), None)
            if ending is None or len(by_folders[folders]) > 1 or len(by_folders[ending]) > 1:
                continue
            pair = list(dict.fromkeys((self._root(by_folders[folders][0]), self._root(by_folders[ending][0]))))
            if len(pair) > 1 and self._can_join(pair):
                self._unite(pair)

    def _folders(self, root: int) -> tuple[str, ...]:
        """Give the folders of a group: those of its first article."""
        return tuple(safe_key(folder) for folder in self._articles[min(self._members[root])].folders)

    def _root(self, index: int) -> int:
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def _unite(self, roots: Sequence[int]) -> None:
        largest = max(roots, key=lambda root: (len(self._members[root]), -root))
        for root in roots:
            if root != largest:
                self._parent[root] = largest
                self._members[largest] += self._members.pop(root)
                self._languages[largest] |= self._languages.pop(root)
                self._declared[largest] |= self._declared.pop(root)


def first_parts(tags: Collection[str]) -> set[str]:
    """Give what a permalink may begin with to name its language: tags, and tags without their region."""
    return {*tags, *(tag.partition("-")[0] for tag in tags)}


def identity_keys(article: Article, own: Slug, tags: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give the keys by which an article is one with others before spelling is guessed at: the kind of each, and the key.

    Args:
        article: The article.
        own: Its slug.
        tags: What `first_parts` gives for the languages of the collection.
    """
    return ((kind, key) for kind, keys_of in _KEYS.items() for key in keys_of(article, own, tags) if key)


_KeysOf = Callable[[Article, Slug, Collection[str]], Sequence[str]]
"""Gives the keys of one kind of an article with a slug."""


def _permalink_keys(article: Article, _own: Slug, tags: Collection[str]) -> Sequence[str]:
    keys = []
    for permalink in article.permalinks:
        parts = [part for part in percent_decoded(permalink).split("/") if part]
        if parts and (parts[0].lower().replace("_", "-") in tags or language_tag(parts[0]) == article.language):
            parts = parts[1:]
        if parts:
            keys.append("/".join(safe_key(without_page_suffix(part)) for part in parts))
    return keys


def _path_keys(article: Article, _own: Slug, _tags: Collection[str]) -> Sequence[str]:
    return ["/".join(map(safe_key, (*article.folders, article.name)))] if article.name else []


def _name_keys(article: Article, own: Slug, _tags: Collection[str]) -> Sequence[str]:
    return [safe_key(own if article.slug_given or not article.name else article.name)]


_KEYS: Mapping[str, _KeysOf] = {
    "t": lambda article, _own, _tags: [article.translation_key],
    "l": _permalink_keys,
    "s": lambda article, own, _tags: [safe_key(own)] if article.slug_given else [],
    "p": _path_keys,
    "n": _name_keys,
}
"""The keys by which articles are joined, the surest first."""


def _joined_keys(decisions: Decisions, languages: Mapping[Key, set[str]]) -> tuple[dict[Key, Key], list[Problem]]:
    """Give for each key that was decided to be the same as others the first of them all, if it can be one with an article.

    Two that have an article in one language stay two, and are a problem: which of the articles is the term's is not said.

    >>> from glossograph.model.decision import TermDecision
    >>> decided = [TermDecision("b", "c", "sameAs", 1), TermDecision("a", "b", "sameAs", 2), TermDecision("a", "d", "sameAs", 3)]
    >>> same, problems = _joined_keys(Decisions("d.toml", (), tuple(decided)), {Key("b"): {"en"}, Key("d"): {"en"}})
    >>> same, [problem.line for problem in problems]
    ({'a': 'b', 'c': 'b'}, [3])
    """
    sets: dict[Key, set[Key]] = {}
    problems = []
    for pair in sorted(decisions.joining()):
        mine, theirs = (sets.get(name_key(name), {name_key(name)}) for name in (pair.one, pair.other))
        if mine == theirs:
            continue
        both = set.intersection(*({tag for name in names for tag in languages.get(name, ())} for names in (mine, theirs)))
        if both:
            where = f"both have an article in {' '.join(sorted(both))}"
            message = f"{pair.one!r} and {pair.other!r} {where}: make one article of the two, then they are one term"
            problems.append(Problem(decisions.path, pair.line, ProblemCode.DECISION_UNUSED, message))
            continue
        together = mine | theirs
        sets.update(dict.fromkeys(together, together))
    first = {name: min(together, key=lambda one: (one not in languages, one)) for name, together in sorted(sets.items())}
    return {name: other for name, other in first.items() if name != other}, problems


def _slug(members: Iterable[Member]) -> Slug:
    """Choose the spelling that most articles have, then the fallback language's, then the first."""
    counts: Counter[Slug] = Counter()
    for member in members:
        counts[member.slug] += 2 + (member.language == FALLBACK)
    return min(counts, key=lambda name: (-counts[name], name))


def _with_unique_slugs(groups: Iterable[TermGroup], articles: Mapping[str, Article]) -> tuple[list[TermGroup], list[Problem]]:
    """Make the slugs of groups differ: by the whole file name with its date, by the folder, or else by a number.

    Each group that does not keep its name is a problem.
    """
    owners: dict[str, TermGroup] = {}
    unique: list[TermGroup] = []
    problems: list[Problem] = []
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for group in sorted(groups):
        name = group.slug
        if name in owners:
            candidates = (candidate for member in group.members for candidate in longer_slugs(articles[member.path], name))
            numbered = (Slug(f"{group.slug}-{number}") for number in numbers[group.slug])
            name = next(candidate for candidate in chain(candidates, numbered) if candidate and candidate not in owners)
            other = next(
                (mine.path for mine in owners[group.slug].members if mine.language == group.members[0].language),
                owners[group.slug].members[0].path,
            )
            message = f"Has the same slug as {other}: its term is {name!r}; merge the two articles or give one another slug"
            problems.append(Problem(group.members[0].path, 0, ProblemCode.DUPLICATE_KEY, message))
        owners[name] = group._replace(slug=name)
        unique.append(owners[name])
    return unique, problems


def longer_slugs(article: Article, name: str) -> Iterator[Slug]:
    """Give the slugs that an article's term may have where another has its own: by the whole file name, by the folder."""
    full = slug(article.name)
    if full != name:
        yield full
    if article.folders:
        yield slug(f"{article.folders[-1]} {name}")


def _term_index(groups: Sequence[TermGroup], aliases: Iterable[tuple[str, str]], same: Mapping[Key, Key]) -> TermIndex:
    term_index = TermIndex({}, {}, {})
    term_of_path: dict[str, TermId] = {}
    shared = {group.id.partition("~")[0] for group in groups if "~" in group.id}
    term_index.exact.update({group.slug: group.id for group in groups if group.id.partition("~")[0] in shared})
    for group in groups:
        ambiguous = "~" in group.id
        if not ambiguous:
            term_index.keys[group.id] = group.id
        for member in group.members:
            term_of_path[member.path] = group.id
            if member.folders:
                term_index.paths.setdefault(name_key("/".join((*member.folders, member.slug))), group.id)
            if ambiguous:
                term_index.exact.setdefault(member.slug, group.id)
    for alias, path in sorted(aliases):
        destination_parts = destination(alias)
        if destination_parts and path in term_of_path:
            term_index.keys.setdefault(name_key(destination_parts.name), term_of_path[path])
    term_index.keys.update({name: TermId(first) for name, first in same.items()})
    return term_index
