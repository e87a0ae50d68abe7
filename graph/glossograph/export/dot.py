"""`graph.dot`: the DOT language, for Graphviz."""

from collections.abc import Mapping
from typing import Any

from glossograph.export.property_graph import flat_links, flat_nodes
from glossograph.serialise.export_job import ExportJob
from glossograph.serialise.file_batch import Batch
from glossograph.text.escape import cell_text


def emit(job: ExportJob, files: Batch) -> None:
    """Write the graph; a placeholder is drawn dashed, an edge's weight is its number of links."""
    with files.lines("graph.dot") as file:
        file.write(f"digraph {_quoted(job.graph.info.title)} {{\n")
        file.write('  charset="UTF-8"; rankdir="LR";\n  node [shape="box", style="rounded"];\n')
        for node in flat_nodes(job):
            style = {"style": "rounded,dashed"} if node.values["placeholder"] else {}
            file.write(f"  {_quoted(node.id)} {_attributes({**node.values, **style})};\n")
        for link in flat_links(job.graph):
            values = {"weight": link.number, **link.values}
            file.write(f"  {_quoted(link.source)} -> {_quoted(link.target)} {_attributes(values)};\n")
        file.write("}\n")


def _attributes(values: Mapping[str, Any]) -> str:
    return f"[{', '.join(f'{_quoted(name)}={_quoted(value)}' for name, value in values.items())}]"


def _quoted(value: object) -> str:
    r"""Quote a value; a backslash is doubled, since Graphviz obeys `\n`, `\N` and their like in labels.

    >>> _quoted('a "b" \\N')
    '"a \\"b\\" \\\\N"'
    """
    text = cell_text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
