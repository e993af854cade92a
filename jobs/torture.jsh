for (String name : java.nio.file.Files.readAllLines(java.nio.file.Path.of("target/torture/tables"))) {
  Dataset<Row> found = spark.read().parquet("target/torture/" + name);
  Dataset<Row> expected = spark.read().parquet("target/torture/" + name.replaceFirst("-.*", ""));
  long differ = found.exceptAll(expected).count() + expected.exceptAll(found).count();
  System.out.printf("%s: %d rows, %d differ%n", name, found.count(), differ);
  if (differ != 0 || found.count() != expected.count()) { throw new IllegalStateException("the table of " + name + " is another"); }
}
/exit
