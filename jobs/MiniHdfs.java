import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** HDFS on loopback, in a folder; says where it is and where WebHDFS is, and stays until it is ended. */
class MiniHdfs {
  public static void main(String[] args) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, args[0]);
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    cluster.waitActive();
    System.out.println(cluster.getURI() + " " + cluster.getHttpUri(0));
    new CountDownLatch(1).await();
  }
}
