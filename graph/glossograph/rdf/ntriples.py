"""N-Triples: `graph.nt` and `links.nt`; and N-Quads, which is N-Triples in named graphs: `graph.nq`.

After RDF 1.1 N-Triples and RDF 1.1 N-Quads (W3C, 2014): a line a triple.
"""

import re
from collections.abc import Iterable, Iterator

from glossograph.rdf.rdf_files import RdfFiles, emit_dataset
from glossograph.rdf.statements import Property, Resources, Spelt, Strings, Subject, Texts
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch

_SPECIAL = re.compile('["\\\\\x00-\x1f\x7f\ufffe\uffff]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def emit_nquads(job: ExportJob, files: Batch) -> None:
    """Write `graph.nq`: the terms in one named graph, the evidence in another, unless none is wanted."""
    emit_dataset(job, files, "nq", lambda graphs, _: (piece for graph, said in graphs for piece in lines(said, graph)))


def lines(subjects: Iterable[Subject], graph: str = "") -> Iterator[str]:
    r"""Write subjects as lines, a piece each; in a named graph, where one is given.

    >>> from rdflib.namespace import SDO
    >>> list(lines([Subject("urn:x:a", [Strings(str(SDO.keywords), ["Funds"])])], "urn:x:g"))
    ['<urn:x:a> <https://schema.org/keywords> "Funds" <urn:x:g> .\n']
    """
    end = f" <{graph}> .\n" if graph else " .\n"
    often = Spelt(_said)
    for subject in subjects:
        start = f"<{subject.iri}> "
        said = [line for one in subject.properties for line in (often[one] if one.often else _said(one))]
        yield f"{start}{f'{end}{start}'.join(said)}{end}"


def _said(one: Property) -> list[str]:
    """Write what stands between the subject and the end of each line."""
    start = f"<{one.predicate}> "
    if isinstance(one, Resources):
        return [f"{start}<{value}>" for value in one.values]
    if isinstance(one, Texts):
        spelt = [f'{start}"{value.text}"@{value.language}' for value in one.values]
        if is_plain("".join(spelt), len(spelt)):
            return spelt
        return [f"{start}{quoted(value.text)}@{value.language}" for value in one.values]
    if isinstance(one, Strings):
        return [f"{start}{quoted(value)}" for value in one.values]
    return [f'{start}"{value}"^^<{one.datatype}>' for value in one.values]


def is_plain(spelt: str, texts: int) -> bool:
    r"""Tell whether nothing has to be escaped in so many texts that were all put in quotes, as it is with nearly all.

    >>> is_plain('"bond", "yield"', 2), is_plain('"a "bond""', 1), is_plain('"a' + chr(10) + '"', 1)
    (True, False, False)
    """
    return spelt.isprintable() and spelt.count('"') == 2 * texts and "\\" not in spelt


def quoted(text: str) -> str:
    r"""Quote a text as all syntaxes of the family do.

    >>> print(quoted('a "b"\n'))
    "a \"b\"\n"
    """
    if text.isprintable() and '"' not in text and "\\" not in text:  # so nearly all texts are
        return f'"{text}"'
    return f'"{_SPECIAL.sub(_escaped, text)}"'


def _escaped(found: re.Match[str]) -> str:
    return _SHORT.get(found[0]) or f"\\u{ord(found[0]):04X}"


emit_ntriples = RdfFiles("nt", lambda subjects, _: lines(subjects))
"""Writes `graph.nt`, and `links.nt` unless no evidence is wanted."""
