# Debian's PostgreSQL, made ready from the environment as the image of compose.yaml is.
ARG BASE
FROM ${BASE}
COPY postgres.sh /postgres.sh
CMD ["/bin/sh", "/postgres.sh"]
