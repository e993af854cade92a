Dataset<Row> cluster = spark.read().parquet("target/cluster/maps")
Dataset<Row> local = spark.read().parquet("target/cluster/local")
long differ = cluster.exceptAll(local).count() + local.exceptAll(cluster).count()
System.out.printf("cluster and local: %d rows, %d differ%n", cluster.count(), differ)
if (differ != 0 || cluster.count() == 0) { throw new IllegalStateException("the cluster's maps are not the local ones"); }
/exit
