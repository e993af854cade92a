package pointwise.input;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import pointwise.input.maps.MapRows;
import pointwise.input.maps.StoredMap;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * A listed file that is to be read, or a range of its lines: what Spark hands to a task. An input
 * that the listing could not have is one too, with the reason. A bean, since Spark does not encode
 * records.
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public final class InputSplit implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The file that tells which pixels are data. */
  static final String MASK = "mask";

  private static final String BAND = "band ";

  /** Rows of a table of maps: the first and how many. */
  private static final String ROWS = "rows ";

  public static final Encoder<InputSplit> ENCODER = Encoders.bean(InputSplit.class);

  /** Maps of tables in the order of those, after all other images. */
  public static final Comparator<InputSplit> BY_TABLE =
      Comparator.comparing((InputSplit split) -> split.isStored() ? split.file() : "")
          .thenComparingLong(InputSplit::row);

  private String origin;
  private String key;
  private long length;
  private long fileLength;
  private long modified;
  private String etag;
  private int y;
  private int rows;
  private String error;
  private String errorKind;
  private List<Beside> beside = new ArrayList<>(); // Kryo makes no unmodifiable list

  public InputSplit() {}

  /** A file that an image is read of too, as it was when it was listed. A bean. */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  public static final class Beside implements Serializable {
    private static final long serialVersionUID = 1L;

    private String path;
    private long length;
    private long modified;
    private String etag;
    private String role;

    public Beside() {}

    /**
     * A listed file.
     *
     * @param role see {@link #getRole}
     */
    Beside(InputSplit file, String role) {
      this.path = file.origin;
      this.length = file.fileLength;
      this.modified = file.modified;
      this.etag = file.etag;
      this.role = role;
    }

    /** This file, to be opened alone. */
    InputSplit alone() {
      return new InputSplit(path, path, length, modified, etag);
    }

    Beside(Entry file) {
      this.path = file.path().toString();
      this.length = file.length();
      this.modified = file.modified();
      this.etag = file.etag();
    }

    /** The full path. */
    public String getPath() {
      return path;
    }

    public void setPath(String path) {
      this.path = path;
    }

    /** Bytes. */
    public long getLength() {
      return length;
    }

    public void setLength(long length) {
      this.length = length;
    }

    /** See {@link InputSplit#getModified}. */
    public long getModified() {
      return modified;
    }

    public void setModified(long modified) {
      this.modified = modified;
    }

    /** See {@link InputSplit#getEtag}. */
    public String getEtag() {
      return etag;
    }

    public void setEtag(String etag) {
      this.etag = etag;
    }

    /**
     * {@link #MASK}, a band of a stack, or rows of a table; null where the format of the image says
     * what it is.
     */
    public String getRole() {
      return role;
    }

    public void setRole(String role) {
      this.role = role;
    }

    private boolean isRows() {
      return role != null && role.startsWith(ROWS);
    }

    private long first() {
      return Long.parseLong(role, ROWS.length(), role.lastIndexOf(' '), 10);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Beside file
          && Objects.equals(path, file.path)
          && length == file.length
          && modified == file.modified
          && Objects.equals(etag, file.etag)
          && Objects.equals(role, file.role);
    }

    @Override
    public int hashCode() {
      return Objects.hash(path, length, modified, etag, role);
    }
  }

  /**
   * A whole file.
   *
   * @param key see {@link #getKey}
   * @param length bytes in the file
   * @param modified see {@link #getModified}
   * @param etag see {@link #getEtag}
   */
  public InputSplit(String origin, String key, long length, long modified, String etag) {
    this.origin = origin;
    this.key = key;
    this.length = length;
    this.fileLength = length;
    this.modified = modified;
    this.etag = etag;
  }

  /** An input that cannot be had, known when it was listed. */
  public static InputSplit failed(String key, ImageException failure) {
    InputSplit part = new InputSplit(failure.origin(), key, 0, 0, null);
    part.error = failure.reason();
    part.errorKind = failure.kind().label();
    return part;
  }

  /**
   * Lines of this file.
   *
   * @param y the first
   * @param rows how many
   * @param length bytes in them
   */
  InputSplit lines(int y, int rows, long length) {
    InputSplit part = new InputSplit(origin, key, fileLength, modified, etag);
    part.length = length;
    part.y = y;
    part.rows = rows;
    part.beside = beside;
    return part;
  }

  /**
   * This image, where it is read of other files too.
   *
   * @param length bytes of the file that holds its samples, which decide how it is cut
   */
  InputSplit with(List<Beside> files, long length) {
    InputSplit image = new InputSplit(origin, key, fileLength, modified, etag);
    image.length = length;
    image.beside = new ArrayList<>(files);
    return image;
  }

  /** This image with a mask. */
  InputSplit withMask(Beside file) {
    file.setRole(MASK);
    List<Beside> files = new ArrayList<>(beside);
    files.add(file);
    return with(files, length);
  }

  /** Its mask, as it was listed; null where none was. */
  InputSplit mask() {
    return beside.stream()
        .filter(file -> MASK.equals(file.role))
        .map(Beside::alone)
        .findFirst()
        .orElse(null);
  }

  /**
   * A map of a table.
   *
   * @param parts the files of the table
   */
  static InputSplit stored(StoredMap map, String key, List<Entry> parts) {
    List<Beside> runs = new ArrayList<>(map.runs().size());
    for (StoredMap.Run run : map.runs()) {
      Beside rows = new Beside(parts.get(run.part()));
      rows.setRole(ROWS + run.first() + " " + run.count());
      runs.add(rows);
    }
    Entry part = parts.get(map.runs().get(0).part());
    return new InputSplit(map.name().origin(), key, part.length(), part.modified(), part.etag())
        .with(runs, map.bytes());
  }

  /** Whether it is a map of a table. */
  public boolean isStored() {
    return !beside.isEmpty() && beside.get(0).isRows();
  }

  /** Where the rows of a map are; empty of other images. */
  List<MapRows.Place> stored() {
    List<MapRows.Place> places = new ArrayList<>();
    for (Beside file : beside) {
      if (file.isRows()) {
        int count = Integer.parseInt(file.role.substring(file.role.lastIndexOf(' ') + 1));
        for (int i = 0; i < count; i++) {
          places.add(new MapRows.Place(file.path, file.first() + i));
        }
      }
    }
    return places;
  }

  /** The file that it is read of: the first part of a table that has rows of it, or the image's. */
  public String file() {
    return isStored() ? beside.get(0).path : origin;
  }

  /** The number of the first row of a map in {@link #file}; 0 of other images. */
  private long row() {
    return isStored() ? beside.get(0).first() : 0;
  }

  /**
   * The first band of an image that is a stack of files.
   *
   * @param names of the bands
   */
  static InputSplit stack(List<String> names, List<InputSplit> files) {
    List<Beside> bands = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      bands.add(new Beside(files.get(i), BAND + names.get(i)));
      bands.addAll(files.get(i).beside); // the samples of an ENVI image
    }
    return files.get(0).with(bands, files.stream().mapToLong(InputSplit::getLength).sum());
  }

  /** The files of its bands by name, in their order; empty where it is no stack. */
  Map<String, InputSplit> bands() {
    Map<String, InputSplit> bands = new LinkedHashMap<>();
    for (Beside file : beside) {
      if (file.role != null && file.role.startsWith(BAND)) {
        bands.put(file.role.substring(BAND.length()), file.alone());
      }
    }
    return bands;
  }

  /** The failure of an input that cannot be had; null for one to read. */
  public ImageException failure() {
    return error == null ? null : new ImageException(origin, ErrorKind.of(errorKind), error);
  }

  /**
   * Requires that the file is the one that was listed: of the same length and, where the file
   * system knows content by an ETag, of the same, else of the same time of change. Stores with
   * ETags list milliseconds of files for which they tell whole seconds when asked for one.
   *
   * @param found the file as it is now
   * @throws ImageException if it is another
   */
  void requireUnchanged(FileStatus found) {
    requireUnchanged(found, "the file", fileLength, modified, etag);
  }

  /** The same of a file beside it. */
  void requireUnchanged(Beside file, FileStatus found) {
    requireUnchanged(found, "the file " + file.path, file.length, file.modified, file.etag);
  }

  private void requireUnchanged(
      FileStatus found, String what, long length, long modified, String etag) {
    Entry now = Entry.of(found);
    boolean tagged = etag != null && now.etag() != null;
    boolean same = tagged ? etag.equals(now.etag()) : modified == now.modified();
    if (!same || length != now.length()) {
      throw new ImageException(
          origin,
          ErrorKind.STORAGE,
          Text.of(
              "%s changed after it was listed, found %s, expected %s",
              what,
              state(now.length(), now.modified(), now.etag()),
              state(length, modified, etag)));
    }
  }

  private static String state(long length, long modified, String etag) {
    return Text.of("%d bytes of %s", length, Instant.ofEpochMilli(modified))
        + (etag == null ? "" : " with ETag " + Text.printable(etag));
  }

  /** Whether it has the first lines of its image, which tell of all of it. */
  @JsonIgnore // by y, which is written
  public boolean isFirst() {
    return y == 0;
  }

  /** The path of the file. */
  public String getOrigin() {
    return origin;
  }

  public void setOrigin(String origin) {
    this.origin = origin;
  }

  /**
   * What is hashed where chance decides over an image: the number of the listed root and the path
   * below it, {@code 0/sub/a.png}, so that the same images in another folder are the same.
   */
  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  /** Bytes in the file that holds the samples, or in the range of lines. */
  public long getLength() {
    return length;
  }

  public void setLength(long length) {
    this.length = length;
  }

  /** Bytes in the file when it was listed. */
  public long getFileLength() {
    return fileLength;
  }

  public void setFileLength(long fileLength) {
    this.fileLength = fileLength;
  }

  /** When the file was last changed, in milliseconds of the epoch, as the file system tells. */
  public long getModified() {
    return modified;
  }

  public void setModified(long modified) {
    this.modified = modified;
  }

  /** What the file system knows the content by; null where it has no such thing. */
  public String getEtag() {
    return etag;
  }

  public void setEtag(String etag) {
    this.etag = etag;
  }

  /** The first line. */
  public int getY() {
    return y;
  }

  public void setY(int y) {
    this.y = y;
  }

  /** How many lines; 0 for the whole image. */
  public int getRows() {
    return rows;
  }

  public void setRows(int rows) {
    this.rows = rows;
  }

  /** Why the input cannot be had, or null. */
  public String getError() {
    return error;
  }

  public void setError(String error) {
    this.error = error;
  }

  /** The other files that the image is read of; empty for most. */
  public List<Beside> getBeside() {
    return beside;
  }

  public void setBeside(List<Beside> beside) {
    this.beside = beside == null ? new ArrayList<>() : beside;
  }

  /** What it failed by, as {@link ErrorKind#label} has it. */
  public String getErrorKind() {
    return errorKind;
  }

  public void setErrorKind(String errorKind) {
    this.errorKind = errorKind;
  }
}
