import java.nio.*
import java.nio.file.*
import org.apache.spark.sql.*
import static org.apache.spark.sql.functions.*
import pointwise.Pointwise
import pointwise.blas.*
import pointwise.input.*
import pointwise.kernel.*
import pointwise.pixels.*
import pointwise.tile.*
SparkSession spark = SparkSession.builder().appName("pointwise shell").config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "4").getOrCreate()
