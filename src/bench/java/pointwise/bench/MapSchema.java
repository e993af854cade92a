package pointwise.bench;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The columns of the table of feature maps that kernels fill, and those of failed images. */
final class MapSchema {
  static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          """
          message spark_schema {
            optional binary origin (STRING);
            optional int32 height;
            optional int32 width;
            optional int32 nChannels;
            optional int32 y;
            optional int32 rows;
            optional int32 x;
            optional int32 columns;
            optional binary dtype (STRING);
            optional binary data;
            optional binary error (STRING);
            optional binary errorKind (STRING);
          }
          """);

  static final int ROW_GROUP_BYTES = 16 << 20;

  private MapSchema() {}
}
