# Debian's nginx as the image of compose.yaml has it: sites in conf.d, messages on the standard ones.
ARG BASE
FROM ${BASE}
RUN rm -f /etc/nginx/sites-enabled/default \
    && ln -sf /dev/stderr /var/log/nginx/error.log \
    && ln -sf /dev/stdout /var/log/nginx/access.log
CMD ["nginx", "-g", "daemon off;"]
