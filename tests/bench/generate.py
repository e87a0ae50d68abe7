"""Generate folders of articles with the size and the faults of real ones, and a file with the correct answers.

Layout, links and faults are like those of `investors-wiki`; the words are random syllables. The same arguments give the same
bytes with any count of processes.
"""

import argparse
import html
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property, partial
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

# Measured rates: per English link (the second per rewritten link), per translated link, per article, per translation.
REWRITTEN, REWRITTEN_TO_ARTICLE = 0.05, 0.2
FAULTS = {"cut_anchors": 0.09, "swallowed_clauses": 0.07, "trailing_dashes": 0.03, "lone_stops": 0.022}
DEBRIS, OTHER_SPELLING, DROPPED, ADDED, SWAPPED, OTHER_FILE, TIGHT_HEADING = 0.24, 0.03, 0.02, 0.01, 0.02, 0.001, 0.45
BROKEN_YAML, CRLF, BOM, TABLE, ENTITY_TITLE, ENTITY_DESCRIPTION = 0.03, 0.01, 0.005, 0.09, 0.06, 0.27
# language|bytes against English (measured: Hindi 2.35, Norwegian 0.96)|comma|full stop|onsets|nuclei|codas|inflections
_LANGUAGES = """
English|1|,|.|b c d f g l m n p r s t st tr pl br cl gr|a e i o u ea ou|_ n r st l nt ck|s 's ing ed
Norwegian|.96|,|.|b d f g h k l m n r s t v sk kj fj st br|a e i o u ø å y|_ n r s lt ng kk|er en ene ens
Hindi|2.35|,|।|क ख ग च ज ट ड त द न प ब म य र ल व स ह|_ ा ि ी ु े ो|_ _ ं र न त|ों का के को
Arabic|1.6|،|.|ب ت ج ح د ر س ش ص ع ف ق ك ل م ن ه|ا و ي _|_ ن ر م|ات ية ين ه
Chinese|.85|\uff0c|。|金 银 行 市 场 股 票 资 本 基 利 率 投 券 债 期 货 信 保 税 会 计 财 务 公 司 企 业|_|_|的 者 们
Spanish|1.1|,|.|b c d f l m n p r s t v tr cr gr pl|a e i o u ió ía|_ n s r l|s es ción ado
Danish|.97|,|.|b d f g h k l m n r s t v sk bl st|a e i o u æ ø å|_ n r g d nd|er en erne s
German|1.1|,|.|b d f g h k l m n r s t w sch st kr pf|a e i o u ei ie ü ö|_ n r ng ch st|en er s ung
French|1.1|,|.|b c d f g l m n p r s t v ch gr tr|a é i o u eau oi|_ n r s nt|s es ment é
Japanese|1.2|、|。|金 融 市 場 株 式 債 券 銀 行 投 資 ア イ カ キ シ ス タ ト ナ フ マ リ レ ン|_ _ ー|_|の を は
Korean|1.2|,|.|가 거 고 구 금 기 나 다 대 도 래 로 리 마 무 보 부 사 산 선 수 시 식 안 용 자 주 채 투|_|_|을 의 은 에서
Russian|1.85|,|.|б в г д ж к л м н п р с т ф х|а е и о у ы я|_ н р ст т|ы ов ом а
Portuguese|1.1|,|.|b c d f l m n p r s t v lh nh pr|a e i o u ã õe|_ s r m l|s es ção ado
Italian|1.1|,|.|b c d f g l m n p r s t v tr gl sp|a e i o u ie|_ _ n r l|i e zione o
Turkish|1.1|,|.|b c ç d f g h k l m n r s ş t y|a e ı o ö u ü|_ n r k l m|lar ın de li
Bengali|2.45|,|।|ক খ গ চ জ ট ড ত দ ন প ব ম র ল শ স হ|_ া ি ী ু ে|_ _ ন র ক|গুলি র কে তে
Thai|2.45|_|_|ก ข ค ง จ ด ต น บ ป พ ม ย ร ล ว ส ห|า ิ ี ุ ู ะ|_ น ง ม ก|ได้ ของ ที่
Greek|2|,|.|β γ δ κ λ μ ν π ρ σ τ φ χ στ|α ε ι ο ου η|_ _ ν ρ|ες ων ος ου
Vietnamese|1.25|,|.|b c d đ g h kh l m n ph qu s t th tr v|a ă ê i ô ơ ư ài ường ạn|_ n ng t|_ này
Polish|1.1|,|.|b c d f g k l m n p r s t w sz cz prz|a e i o u y ą ę|_ n r ć l st|y ów em ach
"""
_KEYWORDS = ("Business", "Investing", "Brokers", "Economy", "Personal Finance", "Banking", "Trading", "Bonds", "Wealth")
Links = list[tuple[int, int]]  # sentence, target
Blocks = list[tuple[str, list[int]]]  # kind, clauses of each sentence
Truth = dict[str, Any]  # what truth.json holds
Counts = tuple[Counter[str], set[int], list[dict[str, str]]]  # faults and sizes, placeholders, rewritten links
KINDS = {"p": 58, "h2": 20, "h3": 10, "quote": 6, "list": 6}  # percent
_TABLE = "<table>\n<tbody>" + "\n<tr>\n<td>{}</td><td>{}</td></tr>" * 4 + "\n</tbody>\n</table>"


class Language:
    """An invented language: its words and clauses, and how it joins and inflects them."""

    def __init__(self, row: str) -> None:
        self.name, weight, comma, stop, *parts = row.split("|")
        self.english, self.weight = self.name == "English", float(weight)
        self.blank = "" if self.name in ("Chinese", "Japanese", "Thai") else " "
        self.comma, self.stop = comma.replace("_", " ") + self.blank, stop.replace("_", "")
        *self._syllable, self.suffixes = [[piece.replace("_", "") for piece in part.split()] for part in parts]

    def word(self, rng: Random, sizes: tuple[int, ...] = (2, 2, 3)) -> str:
        """Return a word. `sizes` are the counts of syllables to choose from."""
        pieces = [rng.choice(pieces) for pieces in self._syllable * rng.choice(sizes)]
        return unicodedata.normalize("NFC", "".join(pieces))

    @cached_property
    def clauses(self) -> list[str]:
        """Three thousand clauses of about 34 bytes times the language's weight, words by Zipf's law, some numbers."""
        rng = Random(self.name)
        words = [self.word(rng, (1, 2, 2, 3)) for _ in range(1500)]
        words[40:43] = "12%", "2022", "$4,500"
        weights = list(accumulate(1 / (rank + 3) for rank in range(1500)))
        size = sum(len(f"{word}{self.blank}".encode()) for word in rng.choices(words, cum_weights=weights, k=500)) / 500
        counts = (max(2, round(rng.uniform(20, 48) * self.weight / size)) for _ in range(3000))
        return [self.blank.join(rng.choices(words, cum_weights=weights, k=count)) for count in counts]


LANGUAGES = tuple(Language(row) for row in _LANGUAGES.strip().splitlines())


class Concept(NamedTuple):
    """The subject of articles; `other` is a second spelling of the slug, `synonym` a slug that no article has."""

    words: tuple[str, ...]
    slug: str
    other: str
    synonym: str


def _concept(rng: Random, words: tuple[str, ...], others: tuple[str, ...]) -> Concept:
    joint = rng.choices("- _", (60, 36, 4))[0].strip()
    slug, other, synonym = joint.join(words), ("" if joint else "-").join(words), rng.choice("-- ").join(others)
    if words[1:] and rng.random() < ENTITY_TITLE:
        words = rng.choice(((words[0] + "'s", *words[1:]), (words[0], "&", *words[1:])))
    return Concept(words, slug, other, synonym)


class World:
    """All concepts of one seed, every fifth a placeholder; the lower the index, the more often linked (Zipf-Mandelbrot)."""

    def __init__(self, terms: int, languages: int, size: int, seed: int) -> None:
        self.seed, self.languages, self._labels = seed, LANGUAGES[:languages], dict[tuple[int, str], str]()
        rng, total = Random(f"{seed}:terms"), terms + (terms + 3) // 4
        drawn = (tuple(LANGUAGES[0].word(rng) for _ in range(rng.choice((1, 2, 2, 3)))) for _ in range(3 * total + 9))
        names = list({"".join(words): words for words in drawn}.values())
        self.concepts = [_concept(rng, *pair) for pair in zip(names[:total], names[total : 2 * total], strict=True)]
        self.articles = [index for index in range(total) if (index + 1) % 5][:terms]
        self.placeholders = frozenset(range(total)) - frozenset(self.articles)
        self._popularity = list(accumulate(1 / (index + 10) for index in range(total)))
        clause = sum(len(c.encode()) for lang in self.languages for c in lang.clauses) / 3000 / languages
        self.clauses = (size - 1200) / (clause + 2.5)  # in an article; 1,200 bytes are links, headings and front matter

    def label(self, index: int, language: Language) -> str:
        """Return the concept's name in lower case. It is created once."""
        if (index, language.name) not in self._labels:
            rng, concept = Random(f"{self.seed}:{language.name}:{index}"), self.concepts[index]
            words = (word if language.english or word == "&" else language.word(rng) for word in concept.words)
            self._labels[index, language.name] = language.blank.join(words)
        return self._labels[index, language.name]

    def targets(self, rng: Random, source: int, count: int) -> list[int]:
        """Return at most `count` distinct other concepts, popular ones more often."""
        drawn = rng.choices(range(len(self.concepts)), cum_weights=self._popularity, k=count)
        return [target for target in dict.fromkeys(drawn) if target != source]


def _blocks(rng: Random, clauses: float) -> Blocks:
    """Return the headings, paragraphs, quotes and lists that all translations of an article have."""
    highlights = rng.choices((2, 2, 3), k=rng.choice((3, 4, 5)))
    left = round(clauses * rng.lognormvariate(-0.06, 0.35)) - sum(highlights)
    blocks: Blocks = [("h2", []), *[("table", list[int]())] * (rng.random() < TABLE)]
    while left > 0:
        kind = "p" if blocks[-1][0][0] == "h" else rng.choices(tuple(KINDS), tuple(KINDS.values()))[0]
        count = {"h2": 0, "h3": 0, "quote": 1}.get(kind, rng.choice((2, 3, 4)))
        blocks.append((kind, rng.choices((2, 2, 3), k=count)))
        left -= sum(blocks[-1][1])
    return [*blocks, ("features", []), ("list", highlights)]


class Writer:
    """Writes the translations of terms, and counts what it writes."""

    def __init__(self, texts: Path, world: World) -> None:
        self.texts, self.world = texts, world
        self.counts, self.placeholders, self.rewritten = Counter[str](), set[int](), list[dict[str, str]]()

    def group(self, source: int, count: int) -> None:
        """Write the articles of one term in English and `count - 1` other languages."""
        world, rng, edges = self.world, Random(f"{self.world.seed}:article:{source}"), set[int]()
        concept, blocks = world.concepts[source], _blocks(rng, world.clauses)
        lengths = [clauses for _, sentences in blocks for clauses in sentences]
        targets = world.targets(rng, source, rng.choice((4, 5, 6, 7, 8, 8, 9, 10, 10, 11, 12)))
        shared = list(zip(sorted(rng.choices(range(len(lengths)), k=len(targets))), targets, strict=True))
        head = f"---\nkeywords: {','.join(sorted(rng.sample(_KEYWORDS, rng.choice((1, 2, 3)))))}\n"
        for language in (world.languages[0], *rng.sample(world.languages[1:], count - 1)):
            moved = not language.english and concept.other != concept.slug and self._hit(rng, "other_files", OTHER_FILE)
            path = f"{language.name}/{concept.other if moved else concept.slug}.md"
            links = shared if language.english else list(self._translated(rng, source, shared))
            sentences = self._sentences(rng, language, path, lengths, links)
            text = head + self._article(rng, language, source, blocks, sentences)
            data = (text.replace("\n", "\r\n") if self._hit(rng, "crlf", CRLF) else text).encode()
            data = b"\xef\xbb\xbf" + data if self._hit(rng, "bom", BOM) else data
            (self.texts / path).write_bytes(data)
            edges.update(target for _, target in links)
            self.counts.update(articles=1, bytes=len(data), links=len(links))
        self.counts.update(terms=1, edges=len(edges))
        self.placeholders.update(edges & world.placeholders)

    def _hit(self, rng: Random, fault: str, rate: float) -> bool:
        self.counts[fault] += (hit := rng.random() < rate)
        return hit

    def _translated(self, rng: Random, source: int, links: Links) -> Iterator[tuple[int, int]]:
        """Yield the links of a translation: those of all, of which a few are dropped, added, or swapped with their neighbour."""
        targets = [target for _, target in links]
        for index in range(len(targets) - 1):
            if self._hit(rng, "swapped", SWAPPED):
                targets[index : index + 2] = targets[index + 1], targets[index]
        for (slot, _), target in zip(links, targets, strict=True):
            if not self._hit(rng, "dropped", DROPPED):
                yield slot, target
            if self._hit(rng, "added", ADDED):
                yield from ((slot, extra) for extra in self.world.targets(rng, source, 1))

    def _link(self, rng: Random, language: Language, target: int, destination: str) -> str:
        """Return a link. A translated one may have a broken anchor and, independently, debris behind it."""
        anchor = self.world.label(target, language)
        anchor = rng.choice((*(anchor,) * 9, anchor.capitalize())) + rng.choice(("", "", rng.choice(language.suffixes)))
        if language.english:
            return f"[{anchor}]({destination})"
        self.counts[fault := rng.choices((*FAULTS, "clean"), (*FAULTS.values(), 1 - sum(FAULTS.values())))[0]] += 1
        middle = anchor.find(" ") if " " in anchor else len(anchor) // 2
        while unicodedata.category(anchor[middle]).startswith("M"):
            middle -= 1
        first, *second = {
            "cut_anchors": (anchor[:middle], anchor[middle:].strip()),
            "swallowed_clauses": (f"{anchor}{language.blank}{rng.choice(language.clauses)}",),
            "trailing_dashes": (f"{anchor} -",),
            "lone_stops": (anchor, rng.choice((language.stop.strip() or ".", ","))),
        }.get(fault, (anchor,))
        link = " ".join(f"[{text}]({destination})" for text in (first, *second) if text)
        return link + (",." if self._hit(rng, "debris", DEBRIS) else "")

    def _sentences(self, rng: Random, language: Language, path: str, lengths: list[int], links: Links) -> Iterator[str]:
        """Yield the sentences of an article in order, with their links and faults."""
        links_of: dict[int, list[str]] = {}
        for slot, target in links:
            concept = self.world.concepts[target]
            written = concept.slug
            if language.english and self._hit(rng, "rewritten", REWRITTEN):
                elsewhere = self.world.concepts[rng.choice(self.world.articles)]
                known = elsewhere != concept and self._hit(rng, "rewritten_to_article", REWRITTEN_TO_ARTICLE)
                written = elsewhere.slug if known else concept.synonym
                self.rewritten.append({"path": path, "written": f"/{written}", "true": f"/{concept.slug}"})
            elif concept.other != concept.slug and self._hit(rng, "other_spellings", OTHER_SPELLING):
                written = concept.other
            links_of.setdefault(slot, []).append(self._link(rng, language, target, f"/{written}"))
        for index, length in enumerate(lengths):
            first, *others = rng.choices(language.clauses, k=length)
            line = " ".join((first.capitalize(), *links_of.get(index, ())))
            yield line + (" " if line.endswith(",.") else language.comma) + language.comma.join(others) + language.stop

    def _article(self, rng: Random, language: Language, source: int, blocks: Blocks, sentences: Iterator[str]) -> str:
        english, title = language.english, self.world.label(source, language)
        title = " ".join(map(str.capitalize, title.split())) if english else title.capitalize()
        escaped = html.escape(title).replace("&#x27;", "&#39;")
        self.counts["entity_titles"] += escaped != title
        about = language.comma.join(rng.choices(language.clauses, k=3)).capitalize()
        about += "&#39;s" if english and self._hit(rng, "entity_descriptions", ENTITY_DESCRIPTION) else ""
        about += ":" if self._hit(rng, "broken_yaml", BROKEN_YAML) else language.stop.strip()
        hashes = "##" if not english and self._hit(rng, "tight_headings", TIGHT_HEADING) else "## "
        gap, bullets = ("\n", "-") if english else ("\n\n", "---\u2013\u2022")
        parts = [f"title: {escaped}\ndescription: {about}\n---\n\n# {title}"]
        for kind, lengths in blocks:
            lines = [next(sentences) for _ in lengths]
            if kind in ("h2", "h3"):
                parts.append(f"{'#' * int(kind[1])} {language.blank.join((title, rng.choice(language.clauses)))}?")
            elif kind == "features":
                parts.append(hashes + ("Features" if english else language.clauses[0]))
            elif kind == "table":
                parts.append(_TABLE.format(*language.clauses) if english else '<h5><a href="">TTT</a></h5>')
            elif kind == "quote":
                parts.append(f"> {lines[0]}{gap}>")
            elif kind == "list":
                parts.append(gap.join(f"{rng.choice(bullets)} {line}" for line in lines))
            else:
                parts.append((language.blank or " ").join(lines))
        return "\n\n".join(parts) + gap


def _write_range(texts: Path, sizes: tuple[int, int, int, int], articles: int, indexes: range) -> Counts:
    writer, terms = Writer(texts, World(*sizes)), sizes[0]
    for index in indexes:
        writer.group(writer.world.articles[index], articles // terms + (index < articles % terms))
    return writer.counts, writer.placeholders, writer.rewritten


def generate(folder: Path, *, articles: int, languages: int, size: int, seed: int, **more: int) -> Truth:
    """Write `articles` files under `folder/Texts`, then `folder/truth.json`, and return the truth.

    Args:
        folder: The folder to write into.
        articles: How many articles to write.
        languages: How many languages to use; the first is English.
        size: The mean size of an article in bytes, over all languages.
        seed: The seed of the random generators.
        more: `processes`, and `terms` if not every term has an article in every language.

    Raises:
        FileExistsError: If the folder has texts already.
        ValueError: If the counts do not fit together.
    """
    terms, processes = more.get("terms", -(-articles // max(languages, 1))), more.get("processes", 1)
    if not 1 <= languages <= len(LANGUAGES) or not 1 <= terms <= articles <= terms * languages:
        msg = f"{articles} articles of {terms} terms in {languages} of {len(LANGUAGES)} languages cannot be"
        raise ValueError(msg)
    for language in LANGUAGES[:languages]:
        (folder / "Texts" / language.name).mkdir(parents=True)
    work = partial(_write_range, folder / "Texts", (terms, languages, size, seed), articles)
    ranges = [range(terms * n // processes, terms * (n + 1) // processes) for n in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        counted, placeholders, rewritten = zip(*(map if processes == 1 else pool.map)(work, ranges), strict=True)
    counts = sum(counted, Counter[str]())
    truth: Truth = {name: counts.pop(name) for name in ("articles", "terms", "edges", "links", "bytes")}
    truth |= {"placeholders": len(set().union(*placeholders)), "seed": seed, "size": size, "languages": languages}
    truth |= {"faults": dict(sorted(counts.items())), "rewritten": list(chain.from_iterable(rewritten))}
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return truth


def main() -> None:
    """Generate the articles, and print the truth without its long list."""
    parser = argparse.ArgumentParser(description=__doc__, argument_default=argparse.SUPPRESS)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--terms", type=int, help="default: articles / languages")
    for option, default in (("articles", 20_000), ("languages", 20), ("bytes", 5700), ("seed", 1), ("processes", 2)):
        parser.add_argument(f"--{option}", type=int, default=default, help=f"default: {default}")
    given = vars(parser.parse_args())
    print({**generate(given.pop("folder"), size=given.pop("bytes"), **given), "rewritten": "see truth.json"})


if __name__ == "__main__":
    main()
