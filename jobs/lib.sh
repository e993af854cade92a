# What the scripts share. To be sourced.
# shellcheck shell=bash disable=SC2034,SC2154 # names that one side sets and the other uses
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

# Whether the class path in `command` has nothing but conf/ and Spark's jars.
has_plain_class_path() {
  local i part parts
  for i in "${!command[@]}"; do
    [[ ${command[i]} == -cp ]] || continue
    IFS=: read -ra parts <<<"${command[i + 1]}"
    for part in "${parts[@]}"; do
      [[ $part == "$project/conf/" || $part == "$SPARK_HOME/jars/"* ]] || return 1
    done
    return 0
  done
  return 1
}

# Has `command` take the archive, unless the user or Hadoop has put something on the class path.
share_classes() {
  if [[ ! -f $archive ]] || ! has_plain_class_path; then return 0; fi
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

# What a script starts beside itself: its output is in a file of $work, and it ends with the script.
pids=()
start() {
  local log=$work/$1
  shift
  "$@" >"$log" 2>&1 &
  pids+=($!)
}

stop_started() {
  local pid
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null || true
  done
  wait 2>/dev/null || true
}

# Waits up to three minutes for a line of a file of $work.
await() {
  for _ in $(seq 720); do
    grep -q "$2" "$work/$1" 2>/dev/null && return
    sleep 0.25
  done
  cat "$work/$1" >&2
  fail "Cannot start $1: it does not say '$2'"
}

# Sets `python` to that of a virtual environment below target/, which is made with these packages.
python_with() {
  local folder=$project/target/$1
  python=$folder/bin/python
  [[ -f $folder/.complete && $(<"$folder/.complete") == "${*:2}" ]] && return
  if ! python3 -m venv "$folder"; then
    apt-get update -q
    apt-get install -y -q --no-install-recommends python3-venv
    python3 -m venv "$folder"
  fi
  "$python" -m pip install -q "${@:2}"
  echo "${*:2}" >"$folder/.complete"
}

# The same, with PySpark, what the checks and the notebooks need, and the Python module of this build.
python_with_module() {
  "$project/jobs/wheel"
  python_with python 'pyspark[connect]==4.1.0' pillow duckdb polars pyarrow onnx matplotlib jupyterlab nbconvert ipykernel jjava==1.0a8
  "$python" -m pip install -q --no-deps --force-reinstall "$project"/target/wheel/*.whl
}

# The same, with PyTorch and ONNX Runtime.
python_with_networks() {
  python_with networks torch torchvision timm onnx onnxscript onnxruntime==1.26.0 pyarrow
}

# Sets `flags` and `jars` to the options and the class path of a JVM in which Java is typed.
typed_java() {
  spark_command org.apache.spark.deploy.SparkSubmit --class none none
  share_classes
  flags=("-Dspark.master=local[*]" "-Dlog4j2.configurationFile=$project/conf/log4j2.properties")
  local word
  for word in "${command[@]}"; do
    case $word in
      --add-opens=* | --add-modules=* | -XX:* | -Xshare:* | -Xlog:* | -Djdk.* | -Dio.netty.*) flags+=("$word") ;;
    esac
  done
  # In the order in which Java finds them, which the archive asks for.
  jars=$jar
  while IFS= read -r word; do
    jars+=:$word
  done < <(find -H "$SPARK_HOME/jars" -maxdepth 1 -name '*.jar')
}

spark_class() {
  spark_command "$@"
  exec "${command[@]}"
}

start_worker() {
  start "$1" spark_class org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
    --cores 1 --memory 1g --work-dir "$work/$1.work" "$master"
}

# Starts a standalone cluster of two workers on loopback. Sets `master`, its URL, and `workers`, their
# process numbers.
start_cluster() {
  cat >"$work/log4j2.properties" <<'LOG'
rootLogger.level = info
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
LOG
  export SPARK_DAEMON_JAVA_OPTS="-Dlog4j2.configurationFile=$work/log4j2.properties" SPARK_DAEMON_MEMORY=512m
  start master spark_class org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
  await master 'Starting Spark master at'
  master=$(grep -oE 'spark://127.0.0.1:[0-9]+' "$work/master" | head -n 1)
  workers=()
  local n
  for n in 1 2; do
    start_worker "worker$n"
    workers+=("${pids[-1]}")
  done
  await worker1 'Successfully registered'
  await worker2 'Successfully registered'
}

# Puts the jars of a profile of jobs/stores.pom.xml into target/stores.
store_jars() {
  [[ -d $project/target/stores/$1 ]] && return
  command -v mvn >/dev/null || fail "Cannot get the jars of $1: Maven is missing, expected mvn on the PATH" 2
  mvn -q -B -ntp -Dstyle.color=never -f "$project/jobs/stores.pom.xml" -P "$1" process-resources >&2
}

# Starts s3proxy on loopback, an object store whose objects are files below $work/s3, with a bucket named
# bucket; before it stands jobs/fault-proxy.py with the log $work/requests and the faults of $work/fault.
# Sets `s3` to the options of Spark for it.
start_s3() {
  find_java
  store_jars s3a
  store_jars s3proxy
  mkdir -p "$work/s3/bucket"
  cat >"$work/logback.xml" <<'LOG'
<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%m%n</pattern></encoder></appender>
  <root level="info"><appender-ref ref="out"/></root>
</configuration>
LOG
  cat >"$work/s3proxy.properties" <<PROPERTIES
s3proxy.authorization=none
s3proxy.endpoint=http://127.0.0.1:0
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=$(cd "$work" && pwd)/s3
jclouds.identity=none
jclouds.credential=none
PROPERTIES
  start s3proxy "$java" -Xmx256m "-Dlogback.configurationFile=$work/logback.xml" \
    -cp "$project/target/stores/s3proxy/*" org.gaul.s3proxy.Main --properties "$work/s3proxy.properties"
  await s3proxy 'Started .*{127.0.0.1:'
  local port
  port=$(grep -oE '\{127.0.0.1:[0-9]+' "$work/s3proxy" | head -n 1)
  start fault-proxy python3 "$project/jobs/fault-proxy.py" "${port##*:}" "$work/requests" "$work/fault"
  await requests '^[0-9]'
  local jars=("$project"/target/stores/s3a/*.jar) option
  s3=(--jars "$(IFS=,; echo "${jars[*]}")")
  for option in "endpoint=http://127.0.0.1:$(head -n 1 "$work/requests")" endpoint.region=us-east-1 \
    path.style.access=true access.key=none secret.key=none \
    aws.credentials.provider=org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider; do
    s3+=(--conf "spark.hadoop.fs.s3a.$option")
  done
}

# Starts HDFS on loopback, below $work/hdfs. Sets `hdfs` to its URL and `web` to that of WebHDFS.
start_hdfs() {
  find_java
  store_jars hdfs
  start hdfs.log "$java" -Xmx512m -cp "$project/target/stores/hdfs/*" "$project/jobs/MiniHdfs.java" "$work/hdfs"
  await hdfs.log '^hdfs:'
  read -r hdfs web < <(grep '^hdfs:' "$work/hdfs.log")
  web=$web/webhdfs/v1
}
