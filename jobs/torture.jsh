/** The files of a table: each that its report lists and no other, and nothing that a writer left. */
void requireWhole(String table) throws Exception {
  var folder = new org.apache.hadoop.fs.Path(table);
  var fs = folder.getFileSystem(spark.sparkContext().hadoopConfiguration());
  Set<String> listed = new TreeSet<>();
  try (java.io.InputStream report = fs.open(new org.apache.hadoop.fs.Path(folder, "_report.json"))) {
    new com.fasterxml.jackson.databind.ObjectMapper().readTree(report).get("parts").forEach(part -> listed.add(part.asText()));
  }
  Set<String> found = new TreeSet<>();
  for (var files = fs.listFiles(folder, true); files.hasNext(); ) {
    String name = files.next().getPath().getName();
    if (name.startsWith("part-")) { found.add(name); }
    if (name.startsWith(".")) { throw new IllegalStateException("left over in " + table + ": " + name); }
  }
  if (!listed.equals(found)) { throw new IllegalStateException(table + " has " + found + ", expected " + listed); }
}
for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of(System.getenv("TABLES")))) {
  String[] tables = line.split(" ");
  requireWhole(tables[0]);
  Dataset<Row> found = spark.read().parquet(tables[0]);
  Dataset<Row> expected = spark.read().parquet(tables[1]);
  long differ = found.exceptAll(expected).count() + expected.exceptAll(found).count();
  System.out.printf("%s: %d rows, %d differ%n", tables[0], found.count(), differ);
  if (differ != 0 || found.count() != expected.count()) { throw new IllegalStateException("the table of " + tables[0] + " is another"); }
}
/exit
