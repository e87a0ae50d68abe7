"""`graph.dot`: the DOT language, for Graphviz."""

from collections.abc import Mapping
from typing import Any

from glossograph.export.property_graph import flat_links, flat_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell_text


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph: placeholders are dashed, and an edge's weight is its link count."""
    with files.open_text("graph.dot") as file:
        file.write(f"digraph {_quote(job.graph.info.title)} {{\n")
        file.write('  charset="UTF-8"; rankdir="LR";\n  node [shape="box", style="rounded"];\n')
        for node in flat_nodes(job):
            style = {"style": "rounded,dashed"} if node.values["placeholder"] else {}
            file.write(f"  {_quote(node.id)} {_attribute_list({**node.values, **style})};\n")
        for link in flat_links(job.graph):
            values = {"weight": link.link_count, **link.values}
            file.write(f"  {_quote(link.source)} -> {_quote(link.target)} {_attribute_list(values)};\n")
        file.write("}\n")


def _attribute_list(values: Mapping[str, Any]) -> str:
    return f"[{', '.join(f'{_quote(name)}={_quote(value)}' for name, value in values.items())}]"


def _quote(value: object) -> str:
    r"""Quote a value. A backslash is doubled, because Graphviz expands `\n`, `\N` and others in labels.

    >>> _quote('a "b" \\N')
    '"a \\"b\\" \\\\N"'
    """
    text = cell_text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
