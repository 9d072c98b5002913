"""The form of an item: fields, values, parsing, rendering, words of problems."""
