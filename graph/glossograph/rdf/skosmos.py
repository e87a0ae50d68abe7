"""`skosmos.ttl`: the vocabulary's stanza for the configuration of Skosmos 2 or 3, which shows it as a web site.

After the `config.ttl` that comes with Skosmos: the stanza goes below its `# Skosmos vocabularies`.
"""

from collections.abc import Iterator

from rdflib.namespace import DCTERMS, SKOS, VOID

from glossograph.rdf.ntriples import quoted
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.iris import scheme_iri, term_iri
from glossograph.text.keys import slug
from glossograph.text.languages import FALLBACK, UNDETERMINED

_SMALL = 200
_HEAD = """\
# A vocabulary of Skosmos. Copy it, without the prefixes that are there already, to the end of config.ttl, and write the
# address of the SPARQL endpoint that the export was loaded into.
"""


def emit_skosmos(job: ExportJob, files: Batch) -> None:
    """Write it."""
    files.write_text("skosmos.ttl", "".join(_stanza(job)))


def _stanza(job: ExportJob) -> Iterator[str]:
    collection = job.graph.info
    yield _HEAD
    for prefix, namespace in (("dc", DCTERMS), ("skos", SKOS), ("skosmos", SKOSMOS_IRI), ("void", VOID), ("", "#")):
        yield f"@prefix {prefix}: <{namespace}> .\n"
    languages = [language for language in job.graph.languages if language != UNDETERMINED] or [FALLBACK]
    default = FALLBACK if FALLBACK in languages else languages[0]
    statements = [
        f"dc:title {quoted(collection.title)}{f'@{job.config.language}' if job.config.language else ''}",
        "dc:subject :cat_general",
        f"void:uriSpace {quoted(term_iri(collection.base_iri, ''))}",
        f"void:sparqlEndpoint <{SKOSMOS_ENDPOINT}>",
        f"skosmos:mainConceptScheme <{scheme_iri(collection.base_iri)}>",
        f"skosmos:language {' , '.join(map(quoted, languages))}",
        f"skosmos:defaultLanguage {quoted(default)}",
        "skosmos:showTopConcepts true",
        f"skosmos:fullAlphabeticalIndex {'true' if len(job.graph.terms) <= _SMALL else 'false'}",
    ]
    yield f"\n:{_identifier(collection.title)} a skosmos:Vocabulary , void:Dataset"
    yield from (f" ;\n    {statement}" for statement in statements)
    yield " .\n"


def _identifier(title: str) -> str:
    """Make what stands for the vocabulary in the addresses of Skosmos: a slug of ASCII, else `glossary`.

    >>> _identifier("Finance terms, a sample"), _identifier("वित्त"), _identifier("9 lives")
    ('finance-terms-a-sample', 'glossary', 'glossary')
    """
    name = slug(title)
    return name if name.isascii() and name[:1].isalpha() else "glossary"


SKOSMOS_IRI = "http://purl.org/net/skosmos#"
SKOSMOS_ENDPOINT = "http://localhost:3030/glossary/sparql"
"""Where Fuseki answers on the machine that it was started on, as the README says."""
