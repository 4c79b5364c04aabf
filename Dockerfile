FROM node:22-bookworm-slim AS node

FROM rust:1.95-bookworm AS build
# wasm-opt, which halves what the browser gets, comes from npm.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY . .
RUN cargo xtask build && install -D target/release/jaccount-admin /jaccount-admin

FROM debian:bookworm-slim
COPY --from=build /jaccount-admin /usr/local/bin/jaccount-admin
# Nothing else is written to, but /tmp: the root can be read-only.
RUN useradd --system --uid 10001 --user-group --home-dir /data jaccount-admin && install -d -m 0700 -o jaccount-admin -g jaccount-admin /data
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV JACCOUNT_ADMIN_LISTEN=0.0.0.0:3000 \
    JACCOUNT_ADMIN_DATABASE_URL=sqlite:/data/data.db \
    JACCOUNT_ADMIN_LOG__FORMAT=json
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["jaccount-admin", "ready"]
ENTRYPOINT ["jaccount-admin"]
