# Asterisk with the project's dialplan. Debian has it in unstable; build from the project's folder:
#   docker build -f docker/asterisk.Dockerfile -t leitstand-asterisk .
FROM debian:unstable-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends asterisk asterisk-core-sounds-en-gsm \
 && rm -rf /var/lib/apt/lists/* /etc/asterisk/* \
 && mkdir -p /var/lib/leitstand-asterisk \
 && chown asterisk: /etc/asterisk /var/lib/leitstand-asterisk

COPY dialplan /usr/share/leitstand/dialplan
COPY docker/render docker/asterisk-start /usr/local/bin/
RUN for language in de en; do \
      mkdir -p "/usr/share/asterisk/sounds/$language" \
      && cp -rn "/usr/share/leitstand/dialplan/sounds/$language/." \
           "/usr/share/asterisk/sounds/$language/"; \
    done

USER asterisk
VOLUME /var/lib/leitstand-asterisk
CMD ["asterisk-start"]
