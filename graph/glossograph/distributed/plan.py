"""The plan of a build on a cluster: its steps in their order, from the listing of files to the manifest."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from glossograph.config import Config, EvidenceLevel, RepairMode
from glossograph.distributed.careful_reading import ReadCarefully
from glossograph.distributed.comparing import NAMES_AND_ACRONYMS, compare_terms, names_of
from glossograph.distributed.components import WordsAndKeys, find_components
from glossograph.distributed.findings import (
    FirstOfEach,
    Reported,
    WriteReport,
    all_reports,
    counted_resolutions,
    unused_decisions,
)
from glossograph.distributed.grouping import (
    ADDRESSES,
    TITLES,
    KeyByWord,
    MakeBatches,
    OfferAddresses,
    RenamedOf,
    answer,
    key_by_component,
    rows_of_decisions,
)
from glossograph.distributed.keywords import KEYWORDS, keywords_of, write_keywords
from glossograph.distributed.labelling import (
    TARGETS,
    CountWords,
    FrequentWords,
    LearnFromTerms,
    MakeTermBatches,
    add_up,
    answer_names,
    learned_statistics,
)
from glossograph.distributed.largest import WritePage, sources_of, write_largest
from glossograph.distributed.layouts import MAX_LAYOUT_FILES, SampleFiles, decide_layout
from glossograph.distributed.reading import (
    DRAWN,
    FACTS,
    HEAD,
    HEADINGS,
    PROBLEM,
    Candidates,
    CommonHeadings,
    DescribeArticles,
    Facts,
    ReadArticles,
    keyed_problems,
    merged_facts,
    problem_row,
)
from glossograph.distributed.resolving import (
    AskForLinks,
    LinkSettings,
    ResolveBatches,
    SurveyAsker,
    survey_collection,
)
from glossograph.distributed.row_steps import Except, Only, added, key_text, unpack, unpacked
from glossograph.distributed.selecting import (
    ASKS,
    BATCH,
    SLUGS,
    SelectLabels,
    SelectOpenLabels,
    answer_targets,
)
from glossograph.distributed.sources import FileList, Source, list_files
from glossograph.distributed.sums import (
    ANCHORS,
    CONFLICT,
    EVIDENCE,
    INCOMING,
    LANGUAGE,
    OUTGOING,
    REPAIR,
    REPORT,
    SPELLINGS,
    TERM,
    SumUpLinks,
    VoteAndSumUp,
)
from glossograph.distributed.voting import AskForDestinations, VoteSettings
from glossograph.distributed.writing import COUNTS, FILE, NAMES, GraphSettings, NameTargets, WriteTerms, info_of
from glossograph.engine.progress import Progress, no_progress
from glossograph.engine.rows import Engine, Rows, Shared
from glossograph.engine.storage import Storage
from glossograph.errors import GlossographError, NoArticlesError
from glossograph.links.address_slices import SliceKnowledge
from glossograph.links.anchor_usage import AnchorUsage
from glossograph.model.decision import NO_DECISIONS, Decisions
from glossograph.model.graph import GraphSummary
from glossograph.model.problem import Problem
from glossograph.model.sampling import Sample
from glossograph.parts.manifest import FILE_NAME as MANIFEST_NAME
from glossograph.parts.manifest import FindingCounts, Manifest, PartFile, write_manifest
from glossograph.parts.whole_files import write_report, write_scheme
from glossograph.pipeline.graph_builder import no_articles
from glossograph.pipeline.heads import title_convention
from glossograph.read.article_file import EVERY
from glossograph.store.build_record import program_digest
from glossograph.terms.alignment import align
from glossograph.terms.identity import first_parts

ARTICLES_PER_BUCKET = 5_000
"""Articles whose terms are one bucket, unless the engine asks for more buckets: some hundred megabytes of a worker's memory."""

MAX_ALIGNED_ARTICLES = 20_000
"""Articles up to which those without a name are aligned by their content, which takes all of them in one process."""


class ClusterResult(NamedTuple):
    """A finished build: its manifest, its figures, and what it went on from, empty where it began at the beginning."""

    manifest: Manifest
    summary: GraphSummary
    resumed: str


class Plan:
    """A build of one collection on one engine."""

    def __init__(
        self,
        engine: Engine,
        sources: Sequence[Source],
        config: Config,
        decisions: Decisions = NO_DECISIONS,
        *,
        output: Storage,
        buckets: int = 0,
        progress: Progress = no_progress,
    ) -> None:
        """Take what the build depends on, where it writes, and into how many buckets terms are put; 0 to find out."""
        self._engine = engine
        self._sources = tuple(sources)
        self._config = config
        self._decisions = decisions
        self._output = output
        self._buckets = buckets
        self._progress = progress
        self._stage = ""
        self._work = engine.work
        self._resumed = ""
        engine.progress = self._report

    def run(self) -> ClusterResult:
        """Build, and write the manifest last.

        Raises:
            NoArticlesError: There is nothing to build from.
            GlossographError: Something cannot be read or written, or a cluster cannot build the collection.
        """
        engine, config = self._engine, self._config
        self._begin("listing")
        self._output.delete(MANIFEST_NAME)
        files = list_files(engine, self._sources, config.exclude, config.include)
        self._choose_folder(files)
        self._begin("reading")
        read = self._read(files)
        batches = self._kept("batches", lambda: self._batches(read))
        sums = self._kept("sums", lambda: self._sums(files, read, batches))
        self._begin("labelling")
        reported = all_reports(unpacked(engine.collect(engine.choose(sums, Only(REPORT)))))
        labelled = self._label(sums, read.sample, reported)
        result = self._write(files, read, sums, labelled, reported)
        self._work.delete()
        return result

    def _choose_folder(self, files: FileList) -> None:
        """Choose the number of buckets, and the work folder of this input, in which an earlier run may have kept rows."""
        engine = self._engine
        least = engine.buckets
        engine.buckets = self._buckets or max(least, -(-files.articles // ARTICLES_PER_BUCKET))
        everything = (program_digest(), files.digest, self._sources, self._config, self._decisions, engine.buckets)
        engine.work = self._work.below(hashlib.sha256(msgspec.msgpack.encode(everything)).hexdigest()[:32])

    def _begin(self, stage: str) -> None:
        self._stage = stage
        self._progress(stage, 0, 1)

    def _report(self, _: str, done: int, total: int) -> None:
        """Show how many parts of what is waited for are done."""
        self._progress(self._stage, done, total)

    def _kept(self, name: str, make: Callable[[], Rows]) -> Rows:
        """Give the rows that an earlier run has kept, or make and keep them."""
        kept = self._engine.kept(name)
        if kept is not None:
            self._resumed = name
            return kept
        return self._engine.keep(make(), name)

    def _read(self, files: FileList) -> "_ReadCollection":
        """Read the articles, and sum up what the collection decides as a whole."""
        engine, config = self._engine, self._config
        drawn = SampleFiles(MAX_LAYOUT_FILES, files.articles)
        layout, problems = decide_layout(engine.collect(engine.each(files.files, drawn)), self._sources, config)
        sample = Sample.of(files.articles)
        step = ReadArticles(
            self._sources, engine.share(layout, "layout"), EVERY if config.evidence is EvidenceLevel.SENTENCES else sample
        )
        careful = ReadCarefully(step, engine.work.below("reading"))
        articles = self._kept("articles", lambda: engine.each(files.files, careful))
        described = engine.each(articles, DescribeArticles(config, sample))
        facts = merged_facts(engine.collect(engine.choose(described, Only(FACTS))))
        if not facts.articles:
            raise NoArticlesError(no_articles(facts.files, config.languages, facts.elsewhere))
        return _ReadCollection(articles, described, facts, sample, problems, self._slugs(articles, facts))

    def _slugs(self, articles: Rows, facts: Facts) -> Shared:
        """Align the articles that have no slug, of a collection that is small enough."""
        if not facts.nameless:
            return self._engine.share({}, "slugs")
        if facts.articles > MAX_ALIGNED_ARTICLES:
            message = (
                f"{facts.nameless:,} of {facts.articles:,} articles have neither a slug nor a name: a cluster aligns at most "
                f"{MAX_ALIGNED_ARTICLES:,} by content; add `slug:`, or build on one machine"
            )
            raise GlossographError(message)
        candidates = self._engine.each(articles, Candidates(self._config, tuple(sorted(facts.languages))))
        return self._engine.share(align([*unpacked(self._engine.collect(candidates))]), "slugs")

    def _batches(self, read: "_ReadCollection") -> Rows:
        """Put the articles of each term together, in batches."""
        self._begin("grouping")
        engine, config, facts = self._engine, self._config, read.facts
        headings = engine.by_key(engine.choose(read.described, Only(HEADINGS)), step=CommonHeadings(facts.articles))
        common = engine.share(frozenset(unpacked(engine.collect(headings))), "headings")
        words = WordsAndKeys(config, read.slugs, frozenset(first_parts(facts.languages)))
        components = find_components(engine, engine.choose(read.described, Only(HEAD)), words, self._decisions)
        decisions = engine.rows(rows_of_decisions(self._decisions))
        keyed = engine.each(read.articles, KeyByWord(config, read.slugs, read.sample))
        if components is not None:
            keyed = engine.by_key(keyed, components, decisions, step=key_by_component)
        convention = title_convention(facts.untitled, facts.articles, facts.first_untitled)
        step = MakeBatches(facts, common, self._decisions, read.slugs, convention is not None)
        return engine.by_key(keyed, step=step)

    def _sums(self, files: FileList, read: "_ReadCollection", batches: Rows) -> Rows:
        """Resolve the links, let the translations vote, and count."""
        self._begin("resolving links")
        engine, config, facts = self._engine, self._config, read.facts
        languages, versioned = frozenset(facts.languages), frozenset(facts.versioned)
        offered = engine.each(batches, OfferAddresses(read.slugs, languages, versioned))
        offers = [engine.choose(offered, Only(ADDRESSES)), files.others]
        sampled = engine.collect(engine.choose(read.described, Only(DRAWN)))
        knowledge = SliceKnowledge(languages)
        knowledge = survey_collection(SurveyAsker(engine, offers), sampled, facts, config, knowledge)
        if self._decisions.joining():
            renamed = unpacked(engine.collect(engine.each(batches, RenamedOf())))
            knowledge = knowledge._replace(renamed=frozenset().union(*renamed))
        settings = LinkSettings(config, self._decisions, read.sample, knowledge)
        shared = engine.share(settings, "links")
        answers = engine.by_key(engine.each(batches, AskForLinks(shared)), *offers, step=answer)
        found = engine.by_key(batches, answers, step=ResolveBatches(shared))
        usage = AnchorUsage()
        for part in unpacked(engine.collect(engine.choose(found, Only(b"u")))):
            usage.merge(part)
        resolved = engine.choose(found, Only(b"b"))
        if config.repair is RepairMode.OFF:
            return engine.each(resolved, SumUpLinks(shared))
        self._begin("voting")
        votes = engine.share(VoteSettings(settings, usage), "votes")
        answers = engine.by_key(engine.choose(found, Only(b"1")), engine.choose(offered, Only(TITLES)), step=answer)
        asking = engine.by_key(resolved, answers, step=AskForDestinations(votes))
        answers = engine.by_key(engine.choose(asking, Only(b"1")), *offers, step=answer)
        self._begin("counting")
        return engine.by_key(engine.choose(asking, Except(b"1")), answers, step=VoteAndSumUp(votes))

    def _label(self, sums: Rows, sample: Sample, reported: Reported) -> Rows:
        """Select the labels of all terms."""
        engine = self._engine
        drafts = engine.by_key(engine.choose(sums, Only((TERM, ANCHORS, SPELLINGS))), step=MakeTermBatches())
        answers = engine.by_key(engine.choose(drafts, Except(b"b")), step=answer_names)
        counted = engine.by_key(engine.choose(drafts, Only(b"b")), answers, step=CountWords())
        count = sum(unpacked(engine.collect(engine.choose(counted, Only(b"n")))))
        frequent = engine.by_key(engine.choose(counted, Only(b"w")), step=FrequentWords(count))
        words = engine.share(frozenset(key_text(word) for word, _, _ in engine.collect(frequent)), "words")
        ready = engine.choose(counted, Only(b"b"))
        counts = engine.each(ready, LearnFromTerms(words, sample))
        learned = engine.by_key(counts, engine.choose(sums, Only(LANGUAGE)), step=add_up)
        statistics = engine.share(learned_statistics(engine.collect(learned)), "statistics")
        selected = engine.each(ready, SelectLabels(statistics))
        targets = engine.by_key(engine.choose(drafts, Only(TARGETS)), engine.choose(selected, Only(ASKS)), step=answer_targets)
        decided = frozenset(str(name) for pair in self._decisions.decided_pairs() for name in pair)
        open_labels = SelectOpenLabels(statistics, reported.terms_in_relations | decided)
        return engine.by_key(engine.choose(selected, Only(b"b")), targets, step=open_labels)

    def _write(self, files: FileList, read: "_ReadCollection", sums: Rows, labelled: Rows, reported: Reported) -> ClusterResult:
        """Write all parts, then the page, then the manifest."""
        engine, config, facts = self._engine, self._config, read.facts
        names = [*unpacked(engine.collect(engine.choose(labelled, Only(SLUGS))))]
        unused = unused_decisions(self._decisions, reported, [term for term, _, placeholder in names if placeholder])
        self._begin("writing")
        slugs = {term: slug for term, slug, _ in names if term in reported.terms_in_relations}
        graph = engine.share(GraphSettings(config, reported.relations, slugs, self._output, engine.buckets), "graph")
        batches = engine.choose(labelled, Only(BATCH))
        naming = NameTargets((keywords_of, names_of, sources_of))
        named = engine.by_key(batches, engine.choose(sums, Only(INCOMING)), step=naming)
        terms, links = engine.choose(named, Only((BATCH, NAMES))), engine.choose(sums, Only((OUTGOING, EVIDENCE)))
        written = engine.collect(engine.by_key(terms, links, step=WriteTerms(graph)))
        written += engine.collect(write_keywords(engine, engine.choose(named, Only(KEYWORDS)), graph))
        convention = title_convention(facts.untitled, facts.articles, facts.first_untitled)
        few = (*read.problems, *unused, *((convention,) if convention else ()))
        reports = engine.collect(
            engine.by_key(
                engine.choose(read.described, Only(PROBLEM)),
                engine.each(files.problems, keyed_problems),
                engine.choose(labelled, Only(PROBLEM)),
                engine.rows([problem_row(problem) for problem in few]),
                compare_terms(engine, engine.choose(named, Only(NAMES_AND_ACRONYMS)), self._decisions.decided_pairs()),
                engine.choose(sums, Only((PROBLEM, REPAIR, CONFLICT))),
                step=WriteReport(graph),
            )
        )
        self._begin("finishing")
        found = FirstOfEach()
        for part in unpacked(row for row in reports if row[1] == COUNTS):
            found.merge(part)
        counts = added(row for row in written if row[1] == COUNTS)
        summary = GraphSummary(
            facts.articles,
            tuple(sorted(facts.languages)),
            counts["terms"],
            counts["placeholders"],
            counts["edges"],
            counts["links"],
            found.counts["repairs"],
            sum(count for _, count in found.kinds),
            counted_resolutions(reported.rule_counts),
            files.left_out,
            found.kinds,
        )
        outgoing, evidence = (engine.choose(sums, Only(kind)) for kind in (OUTGOING, EVIDENCE))
        page = engine.collect(write_largest(engine, named, outgoing, evidence, WritePage(graph, summary.terms)))
        files_written = [unpack(value) for _, kind, value in (*written, *reports, *page) if kind == FILE]
        return ClusterResult(self._finish(summary, files_written, found), summary, self._resumed)

    def _finish(self, summary: GraphSummary, files: list[PartFile], found: FirstOfEach) -> Manifest:
        """Write what says something of the whole graph, delete what an earlier build left, and write the manifest."""
        output, config = self._output, self._config
        info = info_of(config)
        triples = sum(file.rows for file in files if file.group == "graph.nt")
        files += write_scheme(output, info, summary, config, triples)
        counts = FindingCounts(found.counts["conflicts"], found.counts["duplicate_candidates"])
        files += write_report(
            output,
            info,
            summary,
            problems=found.problems.values(),
            repairs=found.repairs,
            conflicts=found.conflicts,
            duplicate_candidates=found.duplicates,
            counts=counts,
        )
        names = {file.path for file in files}
        for folder in ("graph.nt", "links.nt", "tables"):
            for path in sorted(_files_below(output, folder)):
                if path not in names:
                    output.delete(path)
        return write_manifest(
            output,
            files,
            buckets=self._engine.buckets,
            config=config,
            info=info,
            summary=summary,
            counts=counts,
        )


def _files_below(output: Storage, folder: str) -> Iterator[str]:
    """List the files below a folder, such as those of an earlier build with more buckets."""
    folders = [folder]
    while folders:
        for file in output.list(folders.pop()):
            if file.is_folder:
                folders.append(file.path)
            else:
                yield file.path


class _ReadCollection(NamedTuple):
    """The articles, the rows that describe them, and what the collection decides as a whole."""

    articles: Rows
    described: Rows
    facts: Facts
    sample: Sample
    problems: tuple[Problem, ...]
    slugs: Shared
