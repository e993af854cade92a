# What the scripts share. To be sourced.
set -euo pipefail

project=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
jar=$project/target/pointwise-$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$project/pom.xml").jar
local_spark=$project/target/spark
# Classes that are loaded already. The build makes it; a JVM that it does not fit goes on without.
archive=$project/target/pointwise.jsa

# A JVM has the names of files by the locale, and loses those that it has no characters for.
[[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8

fail() {
  echo "$1" >&2
  exit "${2:-1}"
}

# Builds the jar and lays out Spark's jars, unless they are there.
build_missing() {
  if [[ ! -f $jar || ! -d $local_spark/jars ]]; then
    command -v mvn >/dev/null || fail "Cannot build Pointwise: Maven is missing, expected mvn on the PATH" 2
    echo "building Pointwise (once)" >&2
    (cd "$project" && mvn -q -B -ntp -Dstyle.color=never -DskipTests package >&2)
  fi
}

# Sets `java` to the command of a Java that Spark runs on.
find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null ||
    fail "Cannot start Java: ${JAVA_HOME:+JAVA_HOME has no bin/java, }found ${JAVA_HOME:-no java on the PATH}, expected Java 17 or 21" 2
  local home version
  home=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null) || true
  [[ -z $version || $version == 17 || $version == 21 ]] ||
    fail "Cannot start Java: Spark does not run on this one, found Java $version in $home, expected 17 or 21: set JAVA_HOME" 2
}

require_spark() {
  [[ -z ${SPARK_HOME:-} || -x $SPARK_HOME/bin/spark-submit || $SPARK_HOME == "$local_spark" ]] ||
    fail "Cannot start Spark: SPARK_HOME has no bin/spark-submit, found $SPARK_HOME, expected a Spark, or none to take that of the build" 2
  # Hadoop asks for the name of the user.
  id -un >/dev/null 2>&1 ||
    fail "Cannot start Spark: the user has no name, found the ID $(id -u) without an entry in /etc/passwd, expected one such as pointwise:x:$(id -u):$(id -g)::${HOME:-/tmp}:/bin/sh" 2
}

# Sets `command` to the java command for a class of Spark, as its bin/spark-class does: Spark's
# launcher composes it, with the module flags and the memory that the options ask for.
spark_command() {
  require_spark
  find_java
  export SPARK_HOME=${SPARK_HOME:-$local_spark} SPARK_SCALA_VERSION=2.13
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$project/conf}
  local part
  command=()
  # The launcher prints an empty line, then the words of the command, each ended by a NUL.
  while IFS= read -r -d '' part; do
    command+=("${part#$'\n'}")
  done < <("$java" -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
  [[ ${#command[@]} -gt 1 ]] || fail "Cannot start Spark: its launcher gave no command" 2
  [[ -n ${command[0]} ]] || command=("${command[@]:1}")
}

# spark-submit of SPARK_HOME where it is set, else of target/spark. The defaults are those that Spark
# finds by itself, in SPARK_CONF_DIR or SPARK_HOME/conf; those of conf/ where it would find none.
spark_submit() {
  local options=(--load-spark-defaults) word
  # The same for executors, and for a driver in the cluster, on YARN and on Kubernetes.
  for word in executorEnv yarn.appMasterEnv kubernetes.driverEnv; do
    options+=(--conf "spark.$word.LC_ALL=C.UTF-8")
  done
  # On YARN a second attempt would meet the lock of the first. What a user sets stands: a later --conf
  # wins, and defaults are looked at.
  local defaults=("${SPARK_CONF_DIR:-${SPARK_HOME:-$project}/conf}/spark-defaults.conf") previous=
  for word; do
    [[ $previous != --properties-file ]] || defaults+=("$word")
    [[ $word != --properties-file=* ]] || defaults+=("${word#*=}")
    previous=$word
  done
  grep -qs '^[[:space:]]*spark\.yarn\.maxAppAttempts' "${defaults[@]}" ||
    options+=(--conf spark.yarn.maxAppAttempts=1)
  if [[ ! -f ${defaults[0]} ]]; then
    options+=(--properties-file "$project/conf/spark-defaults.conf")
  fi
  if [[ -t 2 ]]; then options+=(--conf spark.pointwise.terminal=true); fi
  require_spark
  if [[ -n ${SPARK_HOME:-} ]]; then
    exec "$SPARK_HOME/bin/spark-submit" "${options[@]}" "$@"
  fi
  spark_command org.apache.spark.deploy.SparkSubmit "${options[@]}" "$@"
  # Every JVM that gets the incubating vector module warns of it; nothing but --blas java uses it.
  [[ ${*,,} == *--blas[=\ ]java* ]] || without_vectors
  share_classes
  exec "${command[@]}"
}

without_vectors() {
  local word kept=()
  for word in "${command[@]}"; do
    [[ $word == --add-modules=jdk.incubator.vector ]] || kept+=("$word")
  done
  command=("${kept[@]}")
}

# Takes the folder conf/ off the class path in `command`, and adds the jar: the JVM archives no classes
# with a folder there, and none of other class loaders.
without_folders() {
  local i
  for i in "${!command[@]}"; do
    [[ ${command[i]} != -cp ]] || command[i + 1]=$jar:$SPARK_HOME/jars/\*
  done
  command=("${command[0]}" "-Dlog4j2.configurationFile=$project/conf/log4j2.properties" "${command[@]:1}")
}

# Has `command` take the archive. Configuration of the user's own, or Hadoop's, stays on
# the class path, and then there is none.
share_classes() {
  [[ -f $archive && $SPARK_CONF_DIR == "$project/conf" && -z ${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-} ]] || return 0
  without_folders
  command=("${command[0]}" "-XX:SharedArchiveFile=$archive" -Xshare:auto -Xlog:cds=off -Xlog:class+path=off "${command[@]:1}")
}

# Compiles the benchmarks and runs a class of theirs, in the folder of the project.
run_bench() {
  command -v mvn >/dev/null || fail "Cannot build the benchmarks: Maven is missing, expected mvn on the PATH" 2
  find_java
  cd "$project"
  mvn -q -B -ntp -Dstyle.color=never -Pbench -DskipTests process-test-classes >&2
  # Spark's module flags for Java 17 are in the pom.
  local flags classes
  flags=$(sed -n '/<spark.jvm.flags>/,/<\/spark.jvm.flags>/p' pom.xml | sed 's/<[^>]*>//g')
  classes=$project/target/classes:$project/target/test-classes:$(<target/bench.classpath)
  # shellcheck disable=SC2086
  exec "$java" $flags -Djava.awt.headless=true \
    "-Dlog4j2.configurationFile=$project/conf/log4j2.properties" \
    -cp "$classes" "$@"
}
