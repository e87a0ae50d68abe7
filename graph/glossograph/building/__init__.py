"""Articles -> knowledge graph.

Each step is a function of a term group, or a fold over a key; `pipeline` is their order. The room is not called `build`
since that is the name of the public function.
"""
