"""Items: the parts of documents that are changed, compared and guarded one by one."""
