"""What is kept: documents, revisions, releases. The only place that knows SQLAlchemy."""
