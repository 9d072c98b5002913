"""The resident's pages: the same parts in each channel."""
