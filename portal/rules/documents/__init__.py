"""TOML documents read into shapes: every problem of a document at once, each with its place.

`building` turns shapes into the model. Unknown fields are refused, so that a misspelt key is an
error and not a silent default.
"""

from .reader import DEEPEST, LARGEST, read, shape_of
from .schema import plain_documents, schema_of_documents

__all__ = ["DEEPEST", "LARGEST", "plain_documents", "read", "schema_of_documents", "shape_of"]
