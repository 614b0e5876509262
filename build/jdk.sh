#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Sourced. Finds a JDK 25 and exports JAVA_HOME, or says how to get one and exits with 2.
#
# The "release" file is read instead of asking "java -version": it costs no process, and this runs
# before every start of ./strongroom.

is_jdk_25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r release_line; do
    case $release_line in
      'JAVA_VERSION="25"' | 'JAVA_VERSION="25.'*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

find_jdk_25() {
  if [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME"; then
    return 0
  fi
  # A name on PATH is usually a chain of links into the JDK.
  for tool in javac java; do
    if tool_path=$(command -v "$tool"); then
      tool_path=$(readlink -f "$tool_path")
      JAVA_HOME=${tool_path%/bin/*}
      if is_jdk_25 "$JAVA_HOME"; then
        return 0
      fi
    fi
  done
  for JAVA_HOME in \
    /usr/lib/jvm/* /opt/* /usr/java/* /usr/local/*jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/*; do
    if is_jdk_25 "$JAVA_HOME"; then
      return 0
    fi
  done
  return 1
}

if find_jdk_25; then
  export JAVA_HOME
else
  echo "Strongroom needs a JDK 25: install one (Eclipse Temurin's temurin-25-jdk package, or its tarball unpacked under /opt) or point JAVA_HOME at one." >&2
  exit 2
fi
