# The engine: daemon and command line. Build from the project's folder:
#   docker build -f docker/engine.Dockerfile -t leitstand-engine .
FROM node:20-bookworm-slim AS build
WORKDIR /leitstand
COPY package.json package-lock.json ./
RUN npm install --no-save --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /leitstand
COPY --from=build /leitstand/package.json ./
COPY --from=build /leitstand/node_modules node_modules
COPY --from=build /leitstand/dist dist
COPY --from=build /leitstand/bin bin
COPY --from=build /leitstand/migrations migrations
COPY --from=build /leitstand/dialplan dialplan
COPY --from=build /leitstand/docs docs
RUN mkdir -p /var/lib/leitstand && chown node: /var/lib/leitstand

USER node
VOLUME /var/lib/leitstand
ENTRYPOINT ["bin/leitstand"]
CMD ["serve", "--config", "/etc/leitstand/leitstand.yaml"]
