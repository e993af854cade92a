package pointwise.similar;

import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.DataTypes;
import pointwise.store.Table;
import pointwise.tile.Column;
import pointwise.tile.ImageRow;

/** An image that is similar to another, as a table row. The order is that of the tables. */
public final class Match extends ImageRow implements Comparable<Match> {
  private static final long serialVersionUID = 1L;

  private static final Encoder<Match> ENCODER = Encoders.bean(Match.class);
  private static final Column<Match> SIMILARITY =
      new Column<>("similarity", DataTypes.FloatType, Match::getSimilarity);

  /** The nearest of queries. */
  public static final Table<Match> NEAREST =
      Table.of(
          "nearest",
          List.of(
              new Column<>("query", DataTypes.StringType, Match::getQuery),
              new Column<>("rank", DataTypes.IntegerType, Match::getRank),
              new Column<>("origin", DataTypes.StringType, Match::getOrigin),
              SIMILARITY),
          ENCODER);

  /** Pairs. */
  public static final Table<Match> PAIRS =
      Table.of(
          "pairs",
          List.of(
              new Column<>("first", DataTypes.StringType, Match::getQuery),
              new Column<>("second", DataTypes.StringType, Match::getOrigin),
              SIMILARITY),
          ENCODER);

  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparing(Match::getSimilarity)
          .reversed()
          .thenComparing(Match::getQuery)
          .thenComparing(Match::getOrigin);

  private String query;
  private Integer rank;
  private Float similarity;

  public Match() {}

  /**
   * @param query the image that another was found for
   * @param origin the other
   * @param similarity the cosine of the angle between their vectors
   */
  Match(String query, String origin, float similarity) {
    this.query = query;
    this.similarity = similarity;
    setOrigin(origin);
  }

  /** The image that this one was found for; of a pair the first. */
  public String getQuery() {
    return query;
  }

  public void setQuery(String query) {
    this.query = query;
  }

  /** From 1 on; null of a pair. */
  public Integer getRank() {
    return rank;
  }

  public void setRank(Integer rank) {
    this.rank = rank;
  }

  /** The cosine of the angle between the vectors. */
  public Float getSimilarity() {
    return similarity;
  }

  public void setSimilarity(Float similarity) {
    this.similarity = similarity;
  }

  @Override
  public int compareTo(Match other) {
    return BEST_FIRST.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Match match && compareTo(match) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * query.hashCode() + getOrigin().hashCode();
  }
}
