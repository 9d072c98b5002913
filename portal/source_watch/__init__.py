"""The source watch: reads the pages that the rules rest on and says which of them changed.

It runs from the console and a timer, never in a request, and changes nothing by itself: a page that
changed becomes a task for an editor, with the items that rest on the source.
"""
