"""`graph.dot`: the DOT language, for Graphviz.

`dot` lays the graph out in layers; `neato -n` takes the places of the page. In SVG and in image maps, a term is a link to its
article on the published site, or to its IRI, and shows its definition.
"""

from collections.abc import Mapping
from typing import Any

from glossograph.export.drawing import POINTS, draw
from glossograph.export.property_graph import flat_links, flat_nodes
from glossograph.model.term import Term
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell_text
from glossograph.text.iris import published_address, term_iri
from glossograph.text.languages import nearest


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph: placeholders are dashed, and an edge's weight is its link count."""
    with files.open_text("graph.dot") as file:
        file.write(f"digraph {_quote(job.graph.info.title)} {{\n")
        file.write('  charset="UTF-8"; rankdir="LR"; outputorder="edgesfirst";\n')
        file.write('  node [shape="box", style="rounded,filled", fillcolor="white"];\n')
        file.write('  edge [color="#00000059", arrowsize="0.6"];\n')
        nodes = flat_nodes(job, draw(job, files, POINTS))
        for term, node in zip(job.graph.terms, nodes, strict=True):
            style = {"style": "rounded,filled,dashed"} if term.placeholder else {}
            place = {"pos": f"{node.values['x']},{node.values['y']}"}
            shown = {"URL": _address(job, term), "tooltip": _description(term, node.label, job.language)}
            file.write(f"  {_quote(node.id)} {_attribute_list({**node.values, **place, **shown, **style})};\n")
        for link in flat_links(job.graph):
            values = {"weight": link.link_count, **link.values}
            file.write(f"  {_quote(link.source)} -> {_quote(link.target)} {_attribute_list(values)};\n")
        file.write("}\n")


def _address(job: ExportJob, term: Term) -> str:
    """Give the address of the term's article on the published site, else the term's IRI."""
    pattern = job.config.page.published
    articles = {str(article.language): article for article in term.articles}
    tag = nearest(job.language, articles) or next(iter(articles), None)
    if not pattern or tag is None:
        return term_iri(job.graph.info.base_iri, term.slug)
    article = articles[tag]
    return published_address(pattern, article.language, term.slug, article.path)


def _description(term: Term, label: str, language: str) -> str:
    """Give the definition of a term in a language, else the first sentence of its article there, else its label."""
    texts = {str(article.language): article.lead for article in term.articles if article.lead}
    texts |= {str(definition.language): definition.text for definition in term.definitions}
    tag = nearest(language, texts)
    return texts[tag] if tag else label


def _attribute_list(values: Mapping[str, Any]) -> str:
    return f"[{', '.join(f'{_quote(name)}={_quote(value)}' for name, value in values.items())}]"


def _quote(value: object) -> str:
    r"""Quote a value. A backslash is doubled, because Graphviz expands `\n`, `\N` and others in labels.

    >>> _quote('a "b" \\N')
    '"a \\"b\\" \\\\N"'
    """
    text = cell_text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
