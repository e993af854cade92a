package pointwise.raster.tiff;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import pointwise.raster.Band;
import pointwise.raster.SceneInfo;
import pointwise.raster.gdal.GdalMetadata;
import pointwise.raster.gdal.GdalNumber;
import pointwise.raster.gdal.Pam;
import pointwise.raster.gdal.SideFiles;
import pointwise.text.Text;

/** What a TIFF file tells beside its samples. */
final class TiffInfo {
  private TiffInfo() {}

  /** Of a scene of so many channels as they are read. */
  static SceneInfo of(TiffScene scene, int channels) {
    TiffDirectory page = scene.described();
    GdalMetadata metadata =
        GdalMetadata.of(page.has(TiffTags.GDAL_METADATA) ? page.text(TiffTags.GDAL_METADATA) : null)
            .beside(scene.beside().bands());
    String none = page.has(TiffTags.GDAL_NODATA) ? page.text(TiffTags.GDAL_NODATA) : null;
    Double nodata = none == null ? null : GdalNumber.parse(none);
    List<Band> bands = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      bands.add(metadata.band(channel, nodata(scene, channel, metadata.nodata(channel, nodata))));
    }
    Map<String, String> details = details(scene);
    if (!scene.beside().equals(Pam.NONE)) {
      String read = scene.beside().corrupt() ? "not read, since it is damaged" : "read first";
      details.put(
          "beside it", Text.of("an %s file of GDAL, which is %s", SideFiles.METADATA, read));
    }
    if (none != null && nodata == null) {
      details.put("value for no data", Text.of("not read, since '%s' is no number", none));
    }
    if (metadata.corrupt()) {
      details.put("metadata of GDAL", "not read, since it is no XML");
    }
    GeoKeys keys = GeoKeys.of(scene.page(), page, scene.beside());
    return new SceneInfo(
        keys.crs(),
        keys.transform(),
        bands.stream().allMatch(Band.PLAIN::equals) ? List.of() : bands,
        details);
  }

  /** The value, among the samples as they are read, that is no data. */
  private static Double nodata(TiffScene scene, int channel, Double stored) {
    TiffPicture picture = scene.picture();
    boolean colours =
        picture.photometric() == TiffTags.PALETTE || picture.photometric() == TiffTags.YCBCR;
    if (colours || stored == null) {
      return null;
    }
    double most = Math.scalb(1.0, picture.bits()) - 1;
    boolean inverted = picture.photometric() == TiffTags.WHITE_IS_ZERO && channel == 0;
    boolean scaled = picture.bits() < 8 && !TiffPicture.odd(picture.bits());
    return (inverted ? most - stored : stored) * (scaled ? 255 / most : 1);
  }

  private static Map<String, String> details(TiffScene scene) {
    TiffPicture picture = scene.picture();
    Map<String, String> details = new LinkedHashMap<>();
    boolean big = scene.page().file().bigTiff();
    boolean little = scene.page().file().order() == ByteOrder.LITTLE_ENDIAN;
    details.put("format", big ? "BigTIFF" : "TIFF");
    details.put("byte order", little ? "little-endian" : "big-endian");
    details.put("stored samples", TiffKinds.samples(picture.bits(), picture.format()));
    details.put("compression", TiffKinds.compression(picture.compression()));
    String predictor = TiffKinds.predictor(TiffPredictor.of(scene.page(), picture.compression()));
    if (predictor != null) {
      details.put("predictor", predictor);
    }
    details.put(
        "blocks",
        picture.tiled()
            ? Text.of("tiles of %d x %d", picture.segmentHeight(), picture.segmentWidth())
            : Text.of("strips of %d lines", picture.segmentHeight()));
    if (picture.channels() > 1) {
      details.put("interleave", picture.apart() ? "by band" : "by pixel");
    }
    String overviews =
        scene.pages().reduced().stream()
            .map(
                page ->
                    Text.of(
                        "%d x %d", page.number(TiffTags.HEIGHT, 0), page.number(TiffTags.WIDTH, 0)))
            .collect(Collectors.joining(", "));
    if (!overviews.isEmpty()) {
      details.put("overviews", overviews);
    }
    if (scene.pages().mask(scene.page()) != null) {
      details.put("mask", "in the file");
    }
    return details;
  }
}
