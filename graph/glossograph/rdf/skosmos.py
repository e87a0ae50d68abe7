"""`skosmos.ttl`: the configuration with which Skosmos 2 or 3 shows the vocabulary as a web site.

It goes into the `config.ttl` that comes with Skosmos, below the line `# Skosmos vocabularies`.
"""

from collections.abc import Iterator

from glossograph.rdf.namespaces import DCTERMS, SKOS, VOID
from glossograph.rdf.ntriples import quote_text
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.iris import scheme_iri, term_iri
from glossograph.text.keys import slug
from glossograph.text.languages import FALLBACK, UNDETERMINED

_SKOSMOS = "http://purl.org/net/skosmos#"
_ENDPOINT = "http://localhost:3030/glossary/sparql"
"""The address of a dataset `glossary` that Fuseki serves on the same machine."""

_MAX_FULL_INDEX_TERMS = 200
_HEAD = """\
# A vocabulary of Skosmos. Copy it, without the prefixes that are there already, to the end of config.ttl, and write the
# address of the SPARQL endpoint that the export was loaded into.
"""


def emit_skosmos(job: ExportJob, files: Batch) -> None:
    """Write `skosmos.ttl`."""
    files.write_text("skosmos.ttl", "".join(_configuration(job)))


def _configuration(job: ExportJob) -> Iterator[str]:
    info = job.graph.info
    yield _HEAD
    for prefix, namespace in (("dc", DCTERMS), ("skos", SKOS), ("skosmos", _SKOSMOS), ("void", VOID), ("", "#")):
        yield f"@prefix {prefix}: <{namespace}> .\n"
    languages = [language for language in job.graph.languages if language != UNDETERMINED] or [FALLBACK]
    default_language = FALLBACK if FALLBACK in languages else languages[0]
    title_tag = f"@{job.config.language}" if job.config.language else ""
    statements = [
        f"dc:title {quote_text(info.title)}{title_tag}",
        "dc:subject :cat_general",
        f"void:uriSpace {quote_text(term_iri(info.base_iri, ''))}",
        f"void:sparqlEndpoint <{_ENDPOINT}>",
        f"skosmos:mainConceptScheme <{scheme_iri(info.base_iri)}>",
        f"skosmos:language {' , '.join(map(quote_text, languages))}",
        f"skosmos:defaultLanguage {quote_text(default_language)}",
        "skosmos:showTopConcepts true",
        f"skosmos:fullAlphabeticalIndex {'true' if len(job.graph.terms) <= _MAX_FULL_INDEX_TERMS else 'false'}",
    ]
    yield f"\n:{_vocabulary_id(info.title)} a skosmos:Vocabulary , void:Dataset"
    yield from (f" ;\n    {statement}" for statement in statements)
    yield " .\n"


def _vocabulary_id(title: str) -> str:
    """Make the name of the vocabulary in the addresses of Skosmos: the title's slug if it is ASCII, else `glossary`.

    >>> _vocabulary_id("Finance terms, a sample"), _vocabulary_id("वित्त"), _vocabulary_id("9 lives")
    ('finance-terms-a-sample', 'glossary', 'glossary')
    """
    title_slug = slug(title)
    return title_slug if title_slug.isascii() and title_slug[:1].isalpha() else "glossary"
