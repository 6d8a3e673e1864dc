# Spiral in a container, for macOS, Windows and hosts where nothing is to be installed. Not tried: there was no Docker
# where this was written. docs/sandbox.md says why `docker run` needs its three --security-opt.
#
#   docker build -t spiral .
#   docker run --init --name spiral -p 127.0.0.1:3000:3000 -v spiral:/var/lib/spiral \
#     --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined spiral
FROM node:24-bookworm-slim

# bubblewrap: the sandboxes; util-linux has setpriv and prlimit. The compilers are for what agents build.
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap util-linux git ca-certificates procps python3 build-essential \
  && rm -rf /var/lib/apt/lists/*

# Open to every user: each project works as a user of its own, and starts the programs from here.
WORKDIR /srv/spiral
COPY . .
RUN npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund \
  && npm rebuild node --ignore-scripts=false \
  && node_modules/.bin/node --input-type=module -e ' \
    const { ensureBuild, ensureClient } = await import("/srv/spiral/scripts/supervisor/prepare.ts"); \
    const { signal } = new AbortController(); \
    await ensureClient(signal); \
    await ensureBuild(signal, () => undefined);'

# Listens on the container's own address; `docker run -p 127.0.0.1:3000:3000` shows it to this machine alone.
ENV HOST=0.0.0.0 PORT=3000 SPIRAL_DATA_DIR=/var/lib/spiral
VOLUME /var/lib/spiral
EXPOSE 3000
# As root: the service profile, a user id per project. PostgreSQL steps down by itself.
CMD ["node", "scripts/bootstrap.mjs", "start"]
