# Debian's Redis; compose.yaml gives its command.
ARG BASE
FROM ${BASE}
CMD ["redis-server"]
