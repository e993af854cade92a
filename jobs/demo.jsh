import java.nio.*
String demo = System.getProperty("pointwise.demo", "target/demo")
FloatBuffer floats(Row map) { return ByteBuffer.wrap((byte[]) map.getAs("data")).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(); }
Row first(String table) { return spark.read().parquet(demo + "/" + table).head(); }
System.out.println("The nine rows (explode):")
spark.read().parquet(demo + "/pixels").select("y", "x", "channels").orderBy("y", "x").show(false)
System.out.println("The nine products (multiply):")
spark.read().parquet(demo + "/products").select("y", "x", "channels").orderBy("y", "x").show(false)
System.out.println("The 3x3 map (assemble):")
FloatBuffer assembled = floats(first("map"))
for (int y = 0; y < 3; y++) { System.out.printf("  %.0f %.0f %.0f%n", assembled.get(3 * y), assembled.get(3 * y + 1), assembled.get(3 * y + 2)); }
boolean agree = assembled.equals(floats(first("extracted")))
System.out.println(agree ? "extract gives the same map: yes" : "extract gives the same map: NO")
if (!agree) { throw new IllegalStateException("the two ways do not agree"); }
/exit
