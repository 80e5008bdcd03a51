# Sourced by mvnw and src/main/scripts/mailroom: leaves JAVA_HOME at a JDK 25 or newer, or says that there is none.
_jdk_ok() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  _v=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${_v:-0}" -ge 25 ]
}
if ! _jdk_ok "${JAVA_HOME:-/nonexistent}"; then
  _j=$(command -v javac 2>/dev/null) && _j=$(readlink -f "$_j" 2>/dev/null) && _j=${_j%/bin/javac}
  for _d in "${_j:-/nonexistent}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if _jdk_ok "$_d"; then
      JAVA_HOME=$_d
      export JAVA_HOME
      break
    fi
  done
  if ! _jdk_ok "${JAVA_HOME:-/nonexistent}"; then
    echo "Mailroom needs a JDK 25 or newer, and none was found. Install one (for example the package openjdk-25-jdk or" >&2
    echo "temurin-25-jdk) or set JAVA_HOME to where it is; JAVA_HOME is now '${JAVA_HOME:-}'." >&2
    exit 1
  fi
fi
# The formatter still uses sun.misc.Unsafe, of which a JDK 25 warns in every build.
MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
export MAVEN_OPTS
