# What the scripts share. To be sourced.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jar=$project/target/pointwise-$(sed -n 's|^  <version>\(.*\)</version>|\1|p' "$project/pom.xml").jar
local_spark=$project/target/spark

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

java_command() {
  if [[ -n ${JAVA_HOME:-} ]]; then echo "$JAVA_HOME/bin/java"; else echo java; fi
}

# Sets `command` to the java command for a class of Spark, as its bin/spark-class does: Spark's
# launcher composes it, with the module flags and the memory that the options ask for.
spark_command() {
  export SPARK_HOME=${SPARK_HOME:-$local_spark} SPARK_SCALA_VERSION=2.13
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$project/conf}
  local part
  command=()
  # The launcher prints an empty line, then the words of the command, each ended by a NUL.
  while IFS= read -r -d '' part; do
    command+=("${part#$'\n'}")
  done < <("$(java_command)" -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
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
  if [[ -t 2 ]]; then options+=(--conf spark.ui.showConsoleProgress=true); fi
  if [[ -n ${SPARK_HOME:-} ]]; then
    exec "$SPARK_HOME/bin/spark-submit" "${options[@]}" "$@"
  fi
  spark_command org.apache.spark.deploy.SparkSubmit "${options[@]}" "$@"
  # Every JVM that gets the incubating vector module warns of it; nothing but --blas java uses it.
  local run=()
  for word in "${command[@]}"; do
    [[ $word == --add-modules=jdk.incubator.vector && ${*,,} != *--blas[=\ ]java* ]] || run+=("$word")
  done
  exec "${run[@]}"
}

# Compiles the benchmarks and runs a class of theirs, in the folder of the project.
run_bench() {
  command -v mvn >/dev/null || fail "Cannot build the benchmarks: Maven is missing, expected mvn on the PATH" 2
  cd "$project"
  mvn -q -B -ntp -Dstyle.color=never -Pbench -DskipTests process-test-classes >&2
  # Spark's module flags for Java 17 are in the pom.
  local flags classes
  flags=$(sed -n '/<spark.jvm.flags>/,/<\/spark.jvm.flags>/p' pom.xml | sed 's/<[^>]*>//g')
  classes=$project/target/classes:$project/target/test-classes:$(<target/bench.classpath)
  # shellcheck disable=SC2086
  exec "$(java_command)" $flags -Djava.awt.headless=true \
    "-Dlog4j2.configurationFile=$project/conf/log4j2.properties" \
    -cp "$classes" "$@"
}
