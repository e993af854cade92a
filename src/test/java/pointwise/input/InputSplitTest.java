package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

/** A listed file against what is there when it is read. */
class InputSplitTest {
  private static final String ORIGIN = "store://bucket/a.npy";

  /** What a store tells that knows content by an ETag. */
  private static final class Tagged extends FileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;

    private final String etag;

    Tagged(long length, long modified, String etag) {
      super(length, false, 1, 1, modified, new Path(ORIGIN));
      this.etag = etag;
    }

    @Override
    public String getEtag() {
      return etag;
    }
  }

  private static InputSplit listed(String etag) {
    return new InputSplit(ORIGIN, "0/a.npy", 128, 1234, etag);
  }

  private static FileStatus plain(long length, long modified) {
    return new FileStatus(length, false, 1, 1, modified, new Path(ORIGIN));
  }

  @Test
  void lengthOrTimeOfChangeTellWithoutAnEtag() {
    assertThatCode(() -> listed(null).requireUnchanged(plain(128, 1234)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> listed(null).requireUnchanged(plain(127, 1234)))
        .hasMessage(
            "Cannot read store://bucket/a.npy: the file changed after it was listed, "
                + "found 127 bytes of 1970-01-01T00:00:01.234Z, expected 128 bytes of 1970-01-01T00:00:01.234Z")
        .extracting(e -> ((ImageException) e).kind())
        .isEqualTo(ErrorKind.STORAGE);
    assertThatThrownBy(() -> listed(null).requireUnchanged(plain(128, 1235)))
        .hasMessageContaining("the file changed after it was listed");
    assertThatThrownBy(() -> listed("tag").requireUnchanged(plain(128, 1235)))
        .hasMessageContaining("the file changed after it was listed");
  }

  /** MinIO lists 1.234 s and, asked for the one file, says 1 s: a header of HTTP has no more. */
  @Test
  void whereThereIsAnEtagItTells() {
    assertThatCode(() -> listed("tag").requireUnchanged(new Tagged(128, 1000, "tag")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> listed("tag").requireUnchanged(new Tagged(128, 1234, "other")))
        .hasMessageEndingWith(
            "with ETag other, expected 128 bytes of 1970-01-01T00:00:01.234Z with ETag tag");
    assertThatThrownBy(() -> listed("tag").requireUnchanged(new Tagged(129, 1234, "tag")))
        .hasMessageContaining("found 129 bytes");
  }

  /** A plan has parts as JSON. */
  @Test
  void aPartIsReadAsItIsWritten() throws Exception {
    ObjectMapper json = new ObjectMapper();
    InputSplit read =
        json.readValue(json.writeValueAsString(listed(null).lines(2, 3, 30)), InputSplit.class);
    assertThat(read.getY()).isEqualTo(2);
    assertThat(read.getRows()).isEqualTo(3);
    assertThat(read.getLength()).isEqualTo(30);
    assertThat(read.isFirst()).isFalse();
  }

  /** A range of lines has fewer bytes than the file. */
  @Test
  void theFileOfARangeOfLinesIsTheWholeFile() {
    InputSplit part = listed(null).lines(2, 3, 30);
    assertThatCode(() -> part.requireUnchanged(plain(128, 1234))).doesNotThrowAnyException();
    assertThatThrownBy(() -> part.requireUnchanged(plain(30, 1234)))
        .hasMessageContaining("found 30 bytes");
  }
}
