#!/usr/bin/env bash
# Builds the image of this checkout and runs it, with Docker where an engine answers, else with buildah.
#
#   image.sh build TAG            the image, from the Dockerfile beside manage.py
#   image.sh run TAG PORT         the product in the foreground, on 127.0.0.1:PORT
#   image.sh ask TAG COMMAND …    one command inside
#   image.sh tools                exit 0 if it can be done here; else one line that names what is missing
#
# Without an engine the Dockerfile's base image is made from the machine's own
# package mirror (debootstrap) and kept under its name in buildah's storage.
set -euo pipefail
base=docker.io/library/debian:bookworm-slim
certificates=/etc/ssl/machine.crt
root=$(cd "$(dirname "$0")/../.." && pwd)
cache=${XDG_CACHE_HOME:-/var/cache}/forsa
say() { echo "container: $*" >&2; exit 1; }
engine() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }
buildah() { command buildah --storage-driver vfs "$@"; }

tools() {
  engine && return
  [ "$(id -u)" = 0 ] || say "no Docker engine answers, and without one the test needs root"
  for tool in buildah crun debootstrap; do
    command -v $tool >/dev/null || say "$tool is not installed: apt-get install buildah crun debootstrap"
  done
}

base_image() {
  buildah inspect --type image "$base" >/dev/null 2>&1 && return
  local tree mirror container
  mirror=$(grep -rhoE '(https?|file)://[^ ]+/debian/? ' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 || true)
  [ -n "$mirror" ] || mirror=$(awk '/^URIs:.*debian$/ {print $2; exit}' /etc/apt/sources.list.d/*.sources)
  mkdir -p "$cache"
  tree=$(mktemp -d "$cache/bookworm.XXXX")
  debootstrap --variant=minbase bookworm "$tree" ${mirror:+"$mirror"} >"$tree.log" 2>&1 || say "the base system cannot be had: $(tail -n 1 "$tree.log")"
  # A machine behind a proxy of its own has certificates that only it knows; kept
  # beside those of the package ca-certificates, which rewrites its own.
  mkdir -p "$tree/etc/ssl" && cp -L /etc/ssl/certs/ca-certificates.crt "$tree$certificates"
  container=$(buildah from scratch)
  buildah add -q "$container" "$tree" >/dev/null
  buildah commit -q "$container" "$base" >/dev/null
  buildah rm "$container" >/dev/null
  rm -rf "$tree" "$tree.log"
}

case ${1:-} in
  tools) tools ;;
  build)
    tools
    if engine; then docker build -q -t "$2" "$root" >/dev/null
    else
      base_image
      buildah bud --isolation chroot --format docker --layers=false -q -t "$2" \
        --build-arg "PIP_CERT=$certificates" "$root"
    fi ;;
  run)
    tag=$2 port=$3
    if engine; then exec docker run --rm -p "127.0.0.1:$port:8000" "$tag"; fi
    container=$(buildah from --pull-never "$tag")
    trap 'buildah rm "$container" >/dev/null' EXIT
    # chroot isolation shares the machine's network: the port is told to the server.
    buildah run --isolation chroot --env "PORT=$port" "$container" -- \
      python manage.py start --host 127.0.0.1 ;;
  ask)
    tag=$2; shift 2
    if engine; then exec docker run --rm "$tag" "$@"; fi
    container=$(buildah from --pull-never "$tag")
    trap 'buildah rm "$container" >/dev/null' EXIT
    buildah run --isolation chroot "$container" -- "$@" ;;
  *) say "usage: image.sh tools | build TAG | run TAG PORT | ask TAG COMMAND …" ;;
esac
